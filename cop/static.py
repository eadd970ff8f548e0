"""Static files: packed when they are collected, and sent under ASGI."""

import re
from pathlib import PurePosixPath

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.core.files.base import ContentFile
from django.http import HttpResponse
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

PART = re.compile(r'@import url\("(?P<name>[\w-]+\.css)"\);')
#: A blank that says "within", before a pseudo-class. Inside a layer rcssmin takes what follows for a declaration.
WITHIN = re.compile(r"(?<=[\w\])*]) +(?=::?[a-z])")


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


class PackedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """What production serves: our own sheets with their parts laid in, our sheets and scripts without remarks and
    blanks, every name by its content, also where one script asks for another."""

    support_js_module_import_aggregation = True

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            paths |= {name: (self, name) for name in paths if self._pack(name, paths)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _pack(self, name, paths):
        """Whether the collected copy was written anew, from what stands at its source."""
        if not name.startswith(("css/", "js/")):
            return False
        text = source(name, paths)
        if name.endswith(".css"):
            folder = PurePosixPath(name).parent
            text = packed(PART.sub(lambda part: source(str(folder / part["name"]), paths), text))
        else:
            text = jsmin(text)
        self.delete(name)
        self._save(name, ContentFile(text.encode()))
        return True


def packed(sheet):
    """A sheet without remarks and blanks, that selects what it did: ` :is(a)` becomes the same ` *:is(a)`, which stays."""
    return cssmin(WITHIN.sub(" *", sheet))


def source(name, paths):
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
