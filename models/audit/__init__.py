"""The audit log: what was done with the project's footage, by whom, on which device, and when.

- `entry`, `events`   what an event is, what is told of each, and the sealed form of an entry
- `chain`             the bytes that bind an entry to its place, and a device to its chain
- `writer`            appends, inside a transaction of the caller's
- `folder`, `seen`    what of it lies in the state folder: heads that were seen, events that wait
- `reading`           entries of all devices, the newest or the oldest first
- `verify`            finds and names what was altered, taken out, moved, repeated, cut off or
                      rewritten; `chain_check` does so for one chain, `findings` are its values
- `rows`, `opening`   the tables in plain SQL, and the bodies in them
"""
