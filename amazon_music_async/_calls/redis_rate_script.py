"""The adaptive rate of one process, once more: as a script of Redis, for many.

It is `AdaptiveRate` with the same constants; for one process it gives the same turns, which a test shows. What differs:

- The clock is Redis's own.
- A turn is promised before it is due, one to each process, and a promise is kept. So what was promised before a fall
  does not cause another; and while nothing is served, there is one promise at a time.
- Turns are counted when they are promised, because what became of them is heard of a round later: a round is one turn
  of each process. That also bounds how fast the rate grows.
- No processes share the limit without knowing of each other, so each fall is a whole one. And there is a rate from the
  beginning: without one, all processes would meet the limit at once.
- All requests count as those of one user: telling users apart is the matter of each process.
"""

from amazon_music_async._calls.adaptive_rate import CONSTANTS, AdaptiveRate

_FORGET, _ALIVE = 3600, 60
"""Seconds after which an unused rate is forgotten, and after which a process counts as ended."""
_ROUND = 0.5
"""The most that the rate grows in a round, as an exponent."""
_ROUNDED = 1e-5
"""Seconds by which a time may differ that was written and read again."""

_BODY = """
local id, first, ceiling, refused_at, pause = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZADD', KEYS[2], 'NX', now, id)
redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, now - _ALIVE)
local processes = redis.call('ZCARD', KEYS[2])

local function plateau(rate) return math.max(_PLATEAU, _PLATEAU / 3 + _PLATEAU_SECONDS * rate) end

local function curve(plateaus)
  if plateaus < 0 then return 1 + (1 - _FALL) * plateaus ^ 3 end
  return math.exp(math.min(50, _STEEP * plateaus ^ 3))
end

local kept = redis.call('GET', KEYS[1])
local s = kept and cmsgpack.unpack(kept)
if not s then
  local rate = math.min(first, ceiling)
  local span = plateau(rate) / 2
  s = {rate = rate, peak = rate, span = span, judged = span, begun = false, fast = true, served = 0, since = false,
    open_from = 0, grown_at = 0, silent_since = false, sent_at = 0, paused = 0}
end
s.rate = math.min(s.rate, ceiling)

local function opens_at()
  local gap = 1 / s.rate
  if s.silent_since then
    local silence = math.min(s.sent_at, now) - math.max(s.silent_since, s.paused) - (processes - 1) / s.rate
    gap = math.min(_LONGEST, math.max(s.sent_at > now and gap or 2 * gap, _PROBE * silence))
  end
  return math.max(s.paused, s.sent_at + gap)
end

local function turns_after(time) return redis.call('ZCOUNT', KEYS[2], string.format('(%.6f', time), '+inf') end

local function sent(at, bound)
  local due = opens_at()
  s.served = s.served + 1
  if not s.since then s.since = at
  elseif not bound then s.since = s.since + math.max(0, at - due) end
  if not s.begun and now - s.since > 1 then  -- the rate multiplies in seconds: only the last ones count
    local later = turns_after(now)
    s.served, s.since = later + (s.served - later) / 2, (s.since + now) / 2
  end
  s.sent_at = at - due <= _SLACK and due or at
end

local function grow(sent_at)
  s.judged = s.judged + 1
  local counted_from = _SERVED_FROM * s.span
  if s.judged - 1 < counted_from and counted_from <= s.judged then
    s.served, s.since = 2 + turns_after(sent_at), sent_at - 2 / s.rate
  end
  local grown = s.peak * curve(s.judged / s.span - 1)
  local exponent = math.min(s.fast and _FASTEST_AT_FIRST or _FASTEST, _ROUND * s.rate / (processes - 1))
  local fastest = s.rate * math.exp(exponent * math.max(0, now - s.grown_at))
  s.rate = math.min(ceiling, math.max(s.rate, math.min(grown, fastest)))
end

local function succeeded(sent_at, bound)
  if sent_at < s.open_from then return end
  if s.silent_since then
    s.since = (s.since or 0) + math.max(0, sent_at - math.max(s.silent_since, s.paused) - _COUNTED)
    s.silent_since = false
  end
  if bound then grow(sent_at) end
  s.grown_at = now
end

local function fall(sent_at)
  local seconds = math.max(sent_at - (s.since or sent_at), 0.001)
  local served = math.max(0, s.served - turns_after(sent_at))
  if s.begun then
    s.fast = false
    s.peak = math.min(s.rate, _SERVED * served / seconds)
    s.judged, s.span = 0, plateau(s.peak) + 2 * (processes - 1)
  else
    s.begun = true
    s.peak = math.min(s.rate, math.max(_GUESS, served / math.max(seconds, 1)))
    s.judged, s.span = plateau(s.peak) / 2, plateau(s.peak) / 2
  end
  if pause then
    local cost = _COST * s.peak * math.min(1, pause)
    s.judged, s.span = s.judged * math.max(1, cost / s.span), math.max(s.span, cost)
  end
  s.peak = math.max(s.peak, _SLOWEST / _FALL, 1 / (_FALL * _LONGEST))
  s.rate = math.min(ceiling, s.peak * _FALL)
  s.grown_at, s.silent_since = now, math.max(now, s.sent_at)
  s.open_from = s.silent_since + _ROUNDED
  s.since = s.silent_since - seconds * math.min(served, 1) / math.max(1, served)
  s.served = math.min(served, 1)
end

local function refused(sent_at)
  if sent_at >= s.open_from then
    s.served = math.max(0, s.served - 1)
    if not s.silent_since then fall(sent_at) end
  end
  if pause then
    local before = math.max(now, s.paused)
    s.paused = math.max(s.paused, now + pause)
    s.since = (s.since or 0) + math.max(0, s.paused - before)
  end
end

local wait, turn, bound = 0, 0, false
for i = 6, #ARGV, 2 do succeeded(tonumber(ARGV[i]), ARGV[i + 1] == '1') end
if refused_at ~= '' then
  refused(tonumber(refused_at))
else
  local promised = math.max(now, s.paused) + (processes + 0.5) / s.rate
  if not s.silent_since then s.sent_at = math.min(s.sent_at, promised) end  -- as after a probe that was far ahead
  local due = opens_at()
  if s.silent_since and s.sent_at > now and due > promised then
    wait = s.sent_at - now  -- ask again after the probe
  else
    bound, turn = due > now, math.max(now, due)
    wait = turn - now
    sent(turn, bound)
    redis.call('ZADD', KEYS[2], string.format('%.6f', turn), id)
  end
end
redis.call('SET', KEYS[1], cmsgpack.pack(s), 'EX', _FORGET)
redis.call('EXPIRE', KEYS[2], _FORGET)
local flags = {bound and 1 or 0, s.silent_since and 1 or 0}
return string.format('%.6f %.6f %d %d %.9f %d', wait, turn, flags[1], flags[2], s.rate, processes)
"""

_NUMBERS = CONSTANTS | {
    "_LONGEST": AdaptiveRate().longest,
    "_FORGET": _FORGET,
    "_ALIVE": _ALIVE,
    "_ROUND": _ROUND,
    "_ROUNDED": _ROUNDED,
}

SCRIPT = "".join(f"local {name} = {value!r}\n" for name, value in _NUMBERS.items()) + _BODY
"""Reserve a turn, or record a refusal; and record answers.

- Keys: the rate; the processes that use it, each with its last turn.
- Arguments: the process; the rate to begin with; the highest rate; the turn that was refused, or nothing to reserve
  one; the pause that was asked for, or nothing; then two for each answer: its turn, and 1 if that had to be waited for.
- Returns, in one string: seconds to wait; the turn (0: ask again then); 1 if it had to be waited for; 1 if nothing was
  served since the rate fell; the rate; how many processes there are.
"""
