#include "CLinux.h"
#include <sys/resource.h>

int playout_lowest_nice(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NICE, &limit) != 0) return 0;
    return limit.rlim_cur > 40 ? -20 : 20 - (int)limit.rlim_cur;
}
