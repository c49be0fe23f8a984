// Does the work that a board asks for while it is flooded: finds the number that, after the challenge, has a SHA-256 digest
// beginning with enough zero bits. A little at a time, so that an old telephone goes on taking letters meanwhile. The digest is
// our own, because browsers lend theirs to https only. See survey/cases/tickets.py; FIPS 180-4 for the digest.
(function () {
  "use strict";

  var ROUND = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
  ];
  var START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
  // Milliseconds of work in one go, and tries, should the clock be put back; how long a press waits for the end of the work.
  var SLICE = 10;
  var MOST = 2000;
  var PATIENCE = 20000;

  var field = document.querySelector("[data-challenge]");
  var bits = field ? Number(field.getAttribute("data-bits")) : 0;
  if (!bits) {
    return;
  }
  var begin = field.getAttribute("data-challenge") + ":";
  var note = document.querySelector("[data-work-note]");
  var words = new Int32Array(64);
  var tried = 0;
  var isDone = false;
  var pressed = null;

  function turned(word, by) {
    return (word >>> by) | (word << (32 - by));
  }

  // The first 32 bits of the digest of at most 55 letters, which fit into one block with what the digest adds.
  function digest(text) {
    var a = START[0], b = START[1], c = START[2], d = START[3], e = START[4], f = START[5], g = START[6], h = START[7];
    var i, one, two;
    for (i = 0; i < 16; i++) {
      words[i] = 0;
    }
    for (i = 0; i < text.length; i++) {
      words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    }
    words[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    words[15] = 8 * text.length;
    for (i = 16; i < 64; i++) {
      one = turned(words[i - 15], 7) ^ turned(words[i - 15], 18) ^ (words[i - 15] >>> 3);
      two = turned(words[i - 2], 17) ^ turned(words[i - 2], 19) ^ (words[i - 2] >>> 10);
      words[i] = (words[i - 16] + one + words[i - 7] + two) | 0;
    }
    for (i = 0; i < 64; i++) {
      one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
      two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g; g = f; f = e; e = (d + one) | 0;
      d = c; c = b; b = a; a = (one + two) | 0;
    }
    return (a + START[0]) >>> 0;
  }

  function finish() {
    if (!isDone) {
      isDone = true;
      if (pressed) {
        pressed.click();
      }
    }
  }

  function work() {
    var last = tried + MOST;
    var until = Date.now() + SLICE;
    while (!isDone && tried < last && Date.now() < until) {
      if (digest(begin + tried) >>> (32 - bits) === 0) {
        field.value = tried;
        finish();
      }
      tried += 1;
    }
    if (!isDone) {
      setTimeout(work, 0);
    }
  }

  field.form.addEventListener("submit", function (event) {
    if (!isDone) {
      event.preventDefault();
    }
    if (!isDone && !pressed) {
      pressed = event.submitter || field.form.querySelector("[type=submit]");
      note.hidden = false;
      setTimeout(finish, PATIENCE);
    }
  });
  setTimeout(work, 100);
})();
