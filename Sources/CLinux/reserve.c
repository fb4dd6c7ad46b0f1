#define _GNU_SOURCE
#include "CLinux.h"
#include <fcntl.h>

int playout_reserve(int descriptor, long long bytes) {
    return fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, bytes);
}
