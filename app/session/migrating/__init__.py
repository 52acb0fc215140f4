"""Bring the older system's clips and rows into authenticated forms, while the project is in use.

| file       | idea                                                              |
| ---------- | ----------------------------------------------------------------- |
| `plan`     | what there is: which clips wait, which are done, what old is left |
| `verified` | which successors of clips without a row were verified already     |
| `whole`    | read a stored object whole and hash it                            |
| `convert`  | one clip                                                          |
| `discard`  | take old objects away                                             |
| `run`      | rows first, then clips, several at a time; one run at a time      |
| `report`   | what became of it, exactly                                        |
| `watch`    | progress, pause, cancel                                           |
"""
