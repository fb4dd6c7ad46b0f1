#define _GNU_SOURCE
#include "CLinux.h"
#include <sys/mman.h>

int playout_memory_file(void) {
    return memfd_create("playout", MFD_CLOEXEC);
}
