"""System calls that no answer needs, refused in the sandbox: what namespaces and limits do not cover."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import struct

from planes.grading import linux

# name: number on x86_64, number on aarch64 (0: not there). Keyrings are the user's own, also in a sandbox;
# watches are counted for the user; memory files and System V memory are counted for nobody.
_REFUSED = {
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "inotify_init": (253, 0),
    "inotify_init1": (294, 26),
    "fanotify_init": (300, 262),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
}
_SOCKET = (41, 198)
# Unix, IPv4, IPv6, netlink, by which programs list the network's interfaces. Others, such as the sockets of
# virtual machines, may reach past a network namespace.
_FAMILIES = (1, 2, 10, 16)
_MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
_X32 = 0x40000000  # x86_64's second table, with the same calls at other numbers

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000


def refuse_calls() -> None:
    """Refuse them from now on, in this process and its children. Needs `no_new_privs`."""
    known = _MACHINES.get(os.uname().machine)
    if known is None:
        return
    with contextlib.suppress(OSError):  # a kernel without filters: the other walls stand
        program = _program(*known)
        linux.filter_calls(ctypes.create_string_buffer(program, len(program)), len(program) // 8)


def _program(machine: int, column: int) -> bytes:
    numbers = [both[column] for both in _REFUSED.values() if both[column]]
    refuse = _ERROR | errno.EPERM
    steps: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _ERROR | errno.ENOSYS),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _ERROR | errno.ENOSYS),
    ]
    for number in numbers:
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, refuse)]
    steps += [(_EQUAL, 1, 0, _SOCKET[column]), (_RETURN, 0, 0, _ALLOW), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
    for family in _FAMILIES:
        steps += [(_EQUAL, 0, 1, family), (_RETURN, 0, 0, _ALLOW)]
    steps.append((_RETURN, 0, 0, _ERROR | errno.EAFNOSUPPORT))
    return b"".join(struct.pack("HBBI", *step) for step in steps)
