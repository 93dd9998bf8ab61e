#!/usr/bin/env python3
"""Verifies a BuzzChat draw on its own: python3 verify_draw.py PROOF.json. It shares no code with BuzzChat."""
import hashlib, hmac, json, struct, sys

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def text(value): return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
def check(holds, reason):
    if not holds: raise ValueError(reason)

def tree(leaves):  # RFC 6962
    if len(leaves) == 1: return sha(b"\0", leaves[0])
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", tree(leaves[:half]), tree(leaves[half:]))

def chacha20(key):  # the key stream as little-endian 64-bit numbers; nonce 0, counter from 0
    for counter in range(1 << 62):
        start = [*struct.unpack("<4I", b"expand 32-byte k"), *struct.unpack("<8I", key), counter % 2**32, counter >> 32, 0, 0]
        x = start[:]
        for a, b, c, d in ([(i, i + 4, i + 8, i + 12) for i in range(4)]
                           + [(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4) for i in range(4)]) * 10:
            for p, q, r, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
                x[p] = (x[p] + x[q]) % 2**32
                x[r] = ((x[r] ^ x[p]) << turn | (x[r] ^ x[p]) >> 32 - turn) % 2**32
        yield from struct.unpack("<8Q", struct.pack("<16I", *((s + t) % 2**32 for s, t in zip(start, x))))

def below(bound, numbers):
    return next(number for number in numbers if number < 2**64 - 1 - (2**64 - 1) % bound) % bound

def winners(key, candidates, count):
    pool, numbers = list(candidates), chacha20(key)
    for place in range(min(count, len(pool))):
        pick = place + below(len(pool) - place, numbers)
        pool[place], pool[pick] = pool[pick], pool[place]
    return pool[:count]

def verify(data):
    proof = json.loads(data.decode())
    check(text(proof) == data, "not the canonical text")
    head = ["type", "version", "round", "keywords", "commitment", "count"]
    check(list(proof) == head + ["entrants", "root", "beacon", "seed", "draws"], "other fields")
    check((proof["type"], proof["version"]) == ("buzzchat.draw", 1), "no proof of version 1")
    seed, root, entrants, beacon = bytes.fromhex(proof["seed"]), bytes.fromhex(proof["root"]), proof["entrants"], proof["beacon"]
    check(seed.hex() == proof["seed"] and sha(seed).hex() == proof["commitment"], "commitment")
    check(len(entrants) == proof["count"] and all(a < b for a, b in zip(entrants, entrants[1:])), "entrants")
    check(len({viewer.strip().lstrip("@").lower() for _, _, viewer in entrants}) == len(entrants), "someone entered twice")
    check(beacon is None or len(beacon) <= 10 and all(len(line) == 2 for line in beacon), "beacon")
    leaves = [text(entrants[i : i + 64])[1:-1] for i in range(0, len(entrants), 64)]
    check(tree([text({name: proof[name] for name in head}), *leaves]).hex() == proof["root"], "root")
    left, name = [viewer for _, _, viewer in entrants], proof["round"].encode()
    for number, draw in enumerate(proof["draws"] or [{}], 1):
        check(list(draw) == ["number", "key", "winners"] and draw["number"] == number and draw["winners"], "draws")
        parts = b"buzzchat.draw.v1", struct.pack(">I", len(name)), name, root, sha(text(beacon)), struct.pack(">I", number)
        key = hmac.digest(seed, b"".join(parts), "sha256")
        check(key.hex() == draw["key"] and winners(key, left, len(draw["winners"])) == draw["winners"], "winners")
        left = [viewer for viewer in left if viewer not in draw["winners"]]

if __name__ == "__main__":
    try: verify(open(sys.argv[1], "rb").read())
    except (ValueError, TypeError, KeyError, AttributeError) as error: sys.exit(f"The proof does not hold: {error}")
    print("The proof holds.")
