"""Static files under ASGI."""

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.http import HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise that knows coroutines, and whose files leave as bytes.

    A middleware without them would hold a thread for as long as a view inside it waits, and so for each long poll.
    WhiteNoise's own response streams from a synchronous iterator, of which Django warns. The files are our own and
    small, and caches keep them for ever.
    """

    sync_capable = async_capable = True

    def __init__(self, get_response, settings=settings):
        super().__init__(get_response, settings)
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self._answer(request)
        return self._file(request) or self.get_response(request)

    async def _answer(self, request):
        response = None
        if request.path_info.startswith(self.static_prefix):
            response = await sync_to_async(self._file, thread_sensitive=False)(request)
        return response or await self.get_response(request)

    def _file(self, request):
        """The response with a file, None where the address has none."""
        path = request.path_info
        if not path.startswith(self.static_prefix):
            return None
        found = self.find_file(path) if self.autorefresh else self.files.get(path)
        return found and self.serve(found, request)

    @staticmethod
    def serve(static_file, request):
        found = static_file.get_response(request.method, request.META)
        content = b""
        if found.file is not None:
            with found.file:
                content = found.file.read()
        response = HttpResponse(content, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
