"""Hostile texts (`data/hostile.txt`), and what a browser is asked about a page that holds some."""

from pathlib import Path

LINES = (Path(__file__).parent / "data" / "hostile.txt").read_text().splitlines()
CHARACTERS = {"␀": "\0", "⏎": "\n", "⇥": "\t", "␌": "\f", "␍": "\r"}
AWAY = "https://evil.example"


def texts():
    """Each with its own number in its call and its address, so that a page tells which one got through."""
    lines = [line for line in LINES if line and not line.startswith("# ")]
    return [_made(line, number) for number, line in enumerate(lines, 1)]


def _made(line, number):
    for sign, character in CHARACTERS.items():
        line = line.replace(sign, character)
    return line.replace("HIT", f"hit({number})").replace("AWAY", f"{AWAY}/{number}")


#: Before a page's own scripts: remember what ran, and what the policy had to stop.
WATCH = """
window.ran = [];
window.stopped = [];
window.hit = (number) => { ran.push(number); return number; };
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = (...said) => { ran.push([name, ...said]); };
addEventListener("securitypolicyviolation", (event) => stopped.push([event.violatedDirective, event.blockedURI, event.sample]), true);
"""

#: What no page may hold, whatever stops it from running: asked of a whole document.
HARMLESS = """
(root) => {
  const found = [];
  const say = (element, why) => found.push(`${why}: ${element.outerHTML.slice(0, 200)}`);
  const home = location.origin;
  const LINKS = ["href", "action", "formaction", "xlink:href", "cite"];
  const LOADS = ["src", "poster", "data", "background", "srcset", "ping", "srcdoc", "style", "lowsrc", "dynsrc", "manifest"];
  const NEVER = "iframe, object, embed, base, math, frame, frameset, portal, marquee, applet, style, foreignObject, " +
    "meta[http-equiv], annotation-xml, animate, set, handler, xmp, plaintext, noembed, noframes, listing, [is], [nonce]";
  const SAID = new Set(["P", "BR", "STRONG", "EM", "A", "UL", "OL", "LI", "BLOCKQUOTE", "CODE", "PRE", "SPAN"]);
  const look = (scope) => {
    for (const element of scope.querySelectorAll("*")) {
      if (element.matches(NEVER)) say(element, "an element");
      if (element.localName === "script" && !(element.src && element.src.startsWith(home))) say(element, "a script");
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name)) say(element, "a handler");
        let address = null;
        try { address = new URL(value, home); } catch { /* not one */ }
        if (LINKS.includes(name) && !(address && ["http:", "https:", "mailto:"].includes(address.protocol))) say(element, "an address");
        if (["action", "formaction"].includes(name) && address && address.origin !== home) say(element, "a form");
        if (LOADS.includes(name)) {
          const own = address && (address.origin === home || address.protocol === "blob:") && name === "src";
          if (!own) say(element, "something to load");
          else if (!/^[/](static|attachments|media)[/]/.test(address.pathname) && address.protocol !== "blob:") say(element, "something to load");
        }
        if (element.localName === "link" && name === "href" && address.origin !== home && element.rel !== "canonical") say(element, "a link to load");
      }
      if (element.localName === "a" && element.host && element.origin !== home && /^https?:$/.test(element.protocol) && element.closest("[data-said]")) {
        for (const word of ["nofollow", "ugc", "noopener"]) if (!element.relList.contains(word)) say(element, "a link that gives");
      }
      if (element.localName === "template") look(element.content);
    }
    for (const said of scope.querySelectorAll("[data-said]")) {
      for (const element of said.querySelectorAll("*")) {
        if (!SAID.has(element.tagName)) say(element, "in a post");
        for (const { name } of element.attributes) {
          const fine = { A: ["href", "rel", "class"], SPAN: ["data-mention"] }[element.tagName] ?? [];
          if (!fine.includes(name)) say(element, `in a post, ${name}`);
        }
      }
    }
  };
  look(root);
  return found;
}
"""

#: The same of a text that the browser parses anew, and of what becomes of that when it is written and parsed again.
PARSED = f"""
(html) => {{
  const ask = {HARMLESS};
  const first = new DOMParser().parseFromString(html, "text/html");
  const again = new DOMParser().parseFromString(first.documentElement.outerHTML, "text/html");
  return [...ask(first), ...ask(again).map((each) => `read twice, ${{each}}`)];
}}
"""
