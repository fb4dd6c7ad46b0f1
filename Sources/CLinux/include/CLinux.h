// What Linux has and Swift's Glibc module does not show.
#ifndef CLINUX_H
#define CLINUX_H

/// Reserves room on the disk behind a file without changing its size.
/// @return 0, or -1 with errno set: ENOSPC if there is no room, EOPNOTSUPP if the file system cannot.
int playout_reserve(int descriptor, long long bytes);

/// Locks an open file for as long as it stays open, or says that somebody else has.
/// @param descriptor open for writing.
/// @return 0, or -1 with errno set: EAGAIN or EACCES if it is locked.
int playout_lock(int descriptor);

/// Whether somebody else has locked this file. Only asks.
/// @return 1, 0, or -1 with errno set.
int playout_is_locked(int descriptor);

/// Whether the kernel's clock is disciplined by a time server.
/// @return 1, 0, or -1 where the kernel does not say.
int playout_clock_synchronised(void);

/// The lowest nice value that this process may give without being root, by its resource limit; -20 to 20.
int playout_lowest_nice(void);

/// A file in memory without a name, gone when it is closed.
/// @return a descriptor that is not passed on to other programs, or -1 with errno set.
int playout_memory_file(void);

/// Has the calling thread make its sockets in another network namespace from now on.
/// @param descriptor of that namespace's file, such as /proc/<pid>/ns/net.
/// @return 0, or -1 with errno set.
int playout_enter_network(int descriptor);

#endif
