import AsyncHTTPClient
import Logging
import Subprocess
