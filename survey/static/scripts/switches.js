// Larger text and higher contrast without a new page, so that nothing chosen is lost; without script they are ordinary links.
(function (here) {
  "use strict";

  if (!here.document) {
    // The service worker shares the other files.
    return;
  }

  var links = document.querySelectorAll("a[data-switch]");

  function press(event) {
    var link = event.currentTarget;
    var name = link.getAttribute("data-switch");
    var before = new URLSearchParams(location.search).get(name);
    var after = new URLSearchParams(link.search).get(name);
    var words = link.textContent;
    var root = document.documentElement;
    event.preventDefault();
    root.classList.remove(name + "-" + (before || "usual"));
    root.classList.add(name + "-" + (after || "usual"));
    history.replaceState(history.state, "", location.pathname + link.search);
    link.textContent = link.getAttribute("data-words");
    link.setAttribute("data-words", words);
    // Each link leads to the page as it is now, but for its own choice.
    Array.prototype.forEach.call(document.querySelectorAll(".switches a"), function (other) {
      var asked = new URLSearchParams(other.search);
      var value = other === link ? before : after;
      if (value) {
        asked.set(name, value);
      } else {
        asked.delete(name);
      }
      other.search = asked.toString();
    });
  }

  // The code has left the address by now: it goes along to the same form in another language, again where no server sees it.
  function takeCodeAlong(event) {
    var code = document.querySelector("[data-respond] [name=code]");
    if (code && /^([0-9a-z]{4}-){2}[0-9a-z]{4}$/i.test(code.value)) {
      event.currentTarget.hash = code.value;
    }
  }

  Array.prototype.forEach.call(document.querySelectorAll(".switches a[hreflang]"), function (link) {
    link.addEventListener("click", takeCodeAlong);
  });

  if (here.URLSearchParams) {
    Array.prototype.forEach.call(links, function (link) {
      link.addEventListener("click", press);
    });
  }
})(self);
