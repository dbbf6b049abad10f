from huying.base.outbound import *  # noqa: F403
