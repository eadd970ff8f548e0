"""Somebody who is not signed in and asks for pages of this installation, without a network."""

from contextlib import closing
from io import BytesIO
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest


class Visitor:
    """`get` answers as a browser in that language would be answered, by all middleware; None for what is not there.

    Its requests are `lasting`: slots leave out what may change or be taken back.
    """

    def __init__(self):
        self.handler = BaseHandler()
        self.handler.load_middleware()

    def get(self, address, language):
        response = self.handler.get_response(self.request(address, language))
        if response.status_code != 200:
            return None
        if not response.streaming:
            return response.content
        with closing(response.file_to_stream):
            return b"".join(response.streaming_content)

    @staticmethod
    def request(address, language):
        here, asked = urlsplit(settings.BASE_URL), urlsplit(address)
        request = WSGIRequest(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": asked.path,
                "QUERY_STRING": asked.query,
                "SERVER_NAME": here.hostname or "localhost",
                "SERVER_PORT": str(here.port or (443 if here.scheme == "https" else 80)),
                "HTTP_HOST": here.netloc,
                "HTTP_X_FORWARDED_PROTO": here.scheme,
                "HTTP_COOKIE": f"{settings.LANGUAGE_COOKIE_NAME}={language}",
                "wsgi.url_scheme": here.scheme,
                "wsgi.input": BytesIO(),
            }
        )
        request.lasting = True
        return request
