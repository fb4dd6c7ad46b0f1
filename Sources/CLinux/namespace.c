#define _GNU_SOURCE
#include "CLinux.h"
#include <sched.h>

int playout_enter_network(int descriptor) {
    return setns(descriptor, CLONE_NEWNET);
}
