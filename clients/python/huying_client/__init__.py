"""呼应 Huying: the API of a city, typed. No dependency but Python 3.11.

from huying_client import Client, Problem, pages

city = Client("https://12345.example.gov.cn", key="hy_…")
receipt = city.file_case({"text": "滨河路 12 号门口路灯不亮", "category": "0203"})
for case in pages(city.list_cases, list="mine", fields="number,state"):
    city.accept(case["number"])
"""

from .http import File, Http, Problem, Request, Response, pages, send
from .operations import Operations as Client

__all__ = ["Client", "File", "Http", "Problem", "Request", "Response", "pages", "send"]
