"""The numbers of the system calls that a decoder process may not make, on x86-64 and on aarch64.

From Linux 6.12: `arch/x86/entry/syscalls/syscall_64.tbl` and `scripts/syscall.tbl`. A dash stands
where a processor does not know the call.
"""

# Files: opening, making, changing, and learning of their changes.
_FILES = """
open 2 -; creat 85 -; openat 257 56; openat2 437 437; open_by_handle_at 304 265;
name_to_handle_at 303 264; open_tree 428 428; truncate 76 45; ftruncate 77 46; rename 82 -;
renameat 264 38; renameat2 316 276; mkdir 83 -; mkdirat 258 34; rmdir 84 -; link 86 -;
linkat 265 37; unlink 87 -; unlinkat 263 35; symlink 88 -; symlinkat 266 36; readlink 89 -;
readlinkat 267 78; mknod 133 -; mknodat 259 33; chmod 90 -; fchmod 91 52; fchmodat 268 53;
chown 92 -; fchown 93 55; fchownat 260 54; lchown 94 -; utime 132 -; utimes 235 -;
futimesat 261 -; utimensat 280 88; setxattr 188 5; lsetxattr 189 6; fsetxattr 190 7;
removexattr 197 14; lremovexattr 198 15; fremovexattr 199 16; getxattr 191 8; lgetxattr 192 9;
chdir 80 49; fchdir 81 50; chroot 161 51; inotify_init 253 -; inotify_init1 294 26;
inotify_add_watch 254 27; fanotify_init 300 262; fanotify_mark 301 263;
"""
# Ways to others: sockets, pipes, memory and messages that have a name.
_WAYS = """
socket 41 198; socketpair 53 199; connect 42 203; accept 43 202; accept4 288 242; bind 49 200;
listen 50 201; pipe 22 -; pipe2 293 59; memfd_create 319 279; memfd_secret 447 447;
shmget 29 194; shmat 30 196; shmctl 31 195; semget 64 190; semop 65 193; semctl 66 191;
semtimedop 220 192; msgget 68 186; msgsnd 69 189; msgrcv 70 188; msgctl 71 187; mq_open 240 180;
mq_unlink 241 181; io_uring_setup 425 425; io_uring_enter 426 426; io_uring_register 427 427;
"""
# Processes: making, signalling, looking into, slowing down.
_PROCESSES = """
fork 57 -; vfork 58 -; execve 59 221; execveat 322 281; kill 62 129; tkill 200 130;
tgkill 234 131; rt_sigqueueinfo 129 138; rt_tgsigqueueinfo 297 240; pidfd_open 434 434;
pidfd_send_signal 424 424; pidfd_getfd 438 438; ptrace 101 117; process_vm_readv 310 270;
process_vm_writev 311 271; process_madvise 440 440; process_mrelease 448 448; kcmp 312 272;
perf_event_open 298 241; setpriority 141 140; ioprio_set 251 30; sched_setparam 142 118;
sched_setscheduler 144 119; sched_setaffinity 203 122; sched_setattr 314 274;
migrate_pages 256 238; move_pages 279 239; setns 308 268; unshare 272 97;
"""
# The system and our own rights.
_SYSTEM = """
mount 165 40; umount2 166 39; move_mount 429 429; fsopen 430 430; fsconfig 431 431;
fsmount 432 432; fspick 433 433; mount_setattr 442 442; pivot_root 155 41; quotactl 179 60;
quotactl_fd 443 443; swapon 167 224; swapoff 168 225; acct 163 89; reboot 169 142;
sethostname 170 161; setdomainname 171 162; init_module 175 105; finit_module 313 273;
delete_module 176 106; kexec_load 246 104; kexec_file_load 320 294; settimeofday 164 170;
clock_settime 227 112; adjtimex 159 171; clock_adjtime 305 266; iopl 172 -; ioperm 173 -;
modify_ldt 154 -; personality 135 92; bpf 321 280; seccomp 317 277; userfaultfd 323 282;
add_key 248 217; request_key 249 218; keyctl 250 219; syslog 103 116; setuid 105 146;
setgid 106 144; setreuid 113 145; setregid 114 143; setresuid 117 147; setresgid 119 149;
setgroups 116 159; capset 126 91;
"""
# Of these it depends on an argument.
_LOOKED_INTO = """
clone 56 220; clone3 435 435; fcntl 72 25; ioctl 16 29; prctl 157 167; prlimit64 302 261;
"""


def _numbers(table: str, *, column: int) -> dict[str, int]:
    rows = [entry.split() for entry in table.split(";") if entry.strip()]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def refused_numbers(*, is_arm: bool) -> frozenset[int]:
    """Give the numbers of the calls that are refused whatever their arguments are."""
    tables = (_FILES, _WAYS, _PROCESSES, _SYSTEM)
    column = 2 if is_arm else 1
    return frozenset(n for table in tables for n in _numbers(table, column=column).values())


def number_of(name: str, *, is_arm: bool) -> int:
    """Give the number of a call whose arguments are looked into."""
    return _numbers(_LOOKED_INTO, column=2 if is_arm else 1)[name]
