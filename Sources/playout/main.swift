import ArgumentParser
import ServiceLifecycle
import Yams

print("x")
