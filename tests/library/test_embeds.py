"""Videos: a link until play is pressed, and a frame of known players only."""

import pytest

from library.embeds import player_for


@pytest.mark.parametrize(
    ("url", "player"),
    [
        (
            "https://youtu.be/KNrnZag17Ek",
            "https://www.youtube-nocookie.com/embed/KNrnZag17Ek?autoplay=1&rel=0",
        ),
        (
            "https://www.youtube.com/watch?v=KNrnZag17Ek&t=90s&list=x",
            "https://www.youtube-nocookie.com/embed/KNrnZag17Ek?autoplay=1&rel=0&start=90",
        ),
        (
            "https://m.youtube.com/shorts/KNrnZag17Ek",
            "https://www.youtube-nocookie.com/embed/KNrnZag17Ek?autoplay=1&rel=0",
        ),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"),
        (
            "https://vimeo.com/76979871/abcdef0123",
            "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1&h=abcdef0123",
        ),
    ],
)
def test_known_sites_have_a_player(url, player):
    assert player_for(url).url == player


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/watch?v=KNrnZag17Ek",
        "https://youtube.com.example.org/watch?v=KNrnZag17Ek",
        "https://youtube.com@example.org/watch?v=KNrnZag17Ek",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch",
        "https://youtu.be/KNrnZag17Ek/../evil",
        'https://youtu.be/"onload="alert',
        "javascript:alert(1)//youtube.com",
        "ftp://vimeo.com/76979871",
        "https://vimeo.com/user/76979871/about",
        "",
    ],
)
def test_everything_else_has_none(url):
    assert player_for(url) is None


def test_a_page_with_a_video_asks_no_other_site(library, client_for, moderator):
    guide = library.guide()
    guide.body.append(
        (
            "embed",
            {
                "url": "https://youtu.be/KNrnZag17Ek",
                "title": "Five steps",
                "length": "6 min",
                "poster": None,
                "file": None,
                "transcript": "<p>Said.</p>",
            },
        )
    )
    guide.body.append(
        (
            "embed",
            {
                "url": "https://video.example.org/1",
                "title": "Elsewhere",
                "length": "",
                "poster": None,
                "file": None,
                "transcript": "",
            },
        )
    )
    guide.save_revision(user=moderator).publish(user=moderator)
    page = client_for().get(guide.url).content.decode()
    assert "<iframe" not in page
    assert 'data-embed="https://www.youtube-nocookie.com/embed/KNrnZag17Ek' in page
    assert page.count("data-embed=") == 1
    assert 'href="https://youtu.be/KNrnZag17Ek" rel="noopener external"' in page
    assert 'href="https://video.example.org/1"' in page
    assert "Said." in page
    assert not [line for line in page.splitlines() if 'src="http' in line]
