"""The audit log: what was done with the project's footage, by whom, on which device, and when.

- `entry`    what an event is, and the sealed form of an entry
- `chain`    the bytes that bind an entry to its place, and a device to its chain
- `writer`   appends, inside a transaction of the caller's
- `folder`   what of it lies in the state folder: heads that were seen, events that wait
- `reading`  entries of all devices, the newest first
- `verify`   finds and names what was altered, taken out, moved, repeated, cut off or rewritten
"""
