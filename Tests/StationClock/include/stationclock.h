// Nothing to call: it is loaded into other programs by LD_PRELOAD.
