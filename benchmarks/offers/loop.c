/* Stacked alternating offers as a plain C loop: the least that this work takes on one core.

   Six issues with four options each, preferences drawn afresh for every negotiation, parties who
   concede by the clock. The same addressed uniforms, the same formulas in the same order in float64
   as in the package, so that the same package is agreed in the same round. In float32 the loop
   takes a little over half the time, but six negotiations of two parties in 5,000 end otherwise.

       cc -O3 -march=native -shared -fPIC loop.c -o loop.so -lm
*/

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { ISSUES = 6, OPTIONS = 4, PACKAGES = 4096, MOST_PARTIES = 8 };
enum { NUMBERS = ISSUES * OPTIONS, KEYS = NUMBERS + 1 }; /* of one party: its values, its weights */
enum { LANES = 32 };                                     /* side by side in a search */

typedef uint64_t word;
typedef struct { word low, high; } key;

/* ---- drawing ---------------------------------------------------------------------------------*/

static inline void philox_round(word c[4], word k0, word k1)
{
    __uint128_t a = (__uint128_t)0xD2E7470EE14C6C93u * c[0];
    __uint128_t b = (__uint128_t)0xCA5A826395121157u * c[2];
    word next[4] = {(word)(b >> 64) ^ c[1] ^ k0, (word)b, (word)(a >> 64) ^ c[3] ^ k1, (word)a};
    memcpy(c, next, sizeof next);
}

/* Philox4x64-10 (Salmon et al. 2011) at run, round 0 and a group of four slots. NumPy steps the
   counter before it draws. */
static inline void philox(key k, word run, word group, word c[4])
{
    c[0] = run + 1, c[1] = 0, c[2] = group, c[3] = 0;
    for (int r = 0; r < 10; r++) {
        philox_round(c, k.low, k.high);
        k.low += 0x9E3779B97F4A7C15u, k.high += 0xBB67AE8584CAA73Bu;
    }
}

/* The midpoint of one of 2**52 cells of (0, 1). */
static inline double uniform(word raw) { return ((double)(raw >> 12) + 0.5) * 0x1p-52; }

/* Weights uniform on the simplex, values uniform: weight times value for each option. */
static void draw(const key *keys, word run, double worth[ISSUES][OPTIONS])
{
    double weight[ISSUES], sum = 0;
    word c[8];
    philox(keys[NUMBERS], run, 0, c);
    philox(keys[NUMBERS], run, 1, c + 4);
    for (int i = 0; i < ISSUES; i++) {
        weight[i] = -log(uniform(c[i]));
        sum += weight[i];
    }
    for (int i = 0; i < ISSUES; i++)
        for (int o = 0; o < OPTIONS; o++) {
            philox(keys[i * OPTIONS + o], run, 0, c);
            worth[i][o] = weight[i] / sum * uniform(c[0]);
        }
}

/* ---- one party -------------------------------------------------------------------------------*/

typedef struct {
    double least, best;
    double utility[PACKAGES] __attribute__((aligned(64))); /* option of the first issue fastest */
} party;

static void appraise(party *p, double worth[ISSUES][OPTIONS], double reservation)
{
    double worst = 0, best = 0;
    p->utility[0] = 0;
    for (int i = 0, size = 1; i < ISSUES; i++, size *= OPTIONS) {
        double low = worth[i][0], high = worth[i][0];
        for (int o = OPTIONS - 1; o >= 0; o--) { /* the first option last, in place */
            for (int x = 0; x < size; x++) p->utility[o * size + x] = p->utility[x] + worth[i][o];
            low = worth[i][o] < low ? worth[i][o] : low;
            high = worth[i][o] > high ? worth[i][o] : high;
        }
        worst += low, best += high;
    }
    p->least = worst > reservation ? worst : reservation;
    p->best = best;
}

/* The cheapest package at or above a level, or -1. Floats that are not negative are in the order
   of their bits, and those below the level wrap round to the far end: one subtraction and one
   minimum for each. Lanes keep a minimum each, so that its place is found in one column. */
static int cheapest(const double *utility, double level)
{
    typedef word __attribute__((may_alias)) bits;
    const bits *u = (const bits *)utility;
    word from = *(const bits *)&level, least[LANES], found = UINT64_MAX;
    int lane = 0;
    for (int j = 0; j < LANES; j++) least[j] = UINT64_MAX;
    for (int x = 0; x < PACKAGES; x += LANES)
        for (int j = 0; j < LANES; j++) {
            word above = u[x + j] - from;
            least[j] = above < least[j] ? above : least[j];
        }
    for (int j = 0; j < LANES; j++)
        if (least[j] < found) found = least[j], lane = j;
    if (found >> 63) return -1; /* all below */
    for (int x = lane;; x += LANES)
        if (u[x] - from == found) return x;
}

/* ---- the table -------------------------------------------------------------------------------*/

/* The round of the agreement, from 1, and its package; 0 and -1 without one. */
static int negotiate(const party *at, int parties, int rounds, const double *share, double slack,
                     int *package)
{
    int offer = -1, agree = 0; /* what stands, and how many agree to it in a row */
    for (int k = 1; k <= rounds; k++)
        for (int j = 0; j < parties; j++) {
            const party *p = at + j;
            double asked = p->least + (p->best - p->least) * share[k];
            double level = asked - 1e-12 > p->least ? asked - 1e-12 : p->least;
            if (offer >= 0 && p->utility[offer] >= level) {
                agree++;
            } else {
                offer = cheapest(p->utility, asked - slack > p->least ? asked - slack : p->least);
                agree = offer >= 0;
            }
            if (agree == parties) {
                *package = offer;
                return k;
            }
        }
    *package = -1;
    return 0;
}

/* Play `runs` negotiations from `first` on. keys: parties x KEYS. slack: how far below what it asks
   for a party still makes an offer. */
void play(const key *keys, int parties, long first, long runs, int rounds, double exponent,
          double reservation, double slack, int *package, int *round)
{
    static party at[MOST_PARTIES];
    double worth[ISSUES][OPTIONS], share[rounds + 1];
    for (int k = 0; k <= rounds; k++) share[k] = 1 - pow((double)k / (rounds + 1), exponent);
    for (long r = 0; r < runs; r++) {
        for (int j = 0; j < parties; j++) {
            draw(keys + j * KEYS, first + r, worth);
            appraise(at + j, worth, reservation);
        }
        round[r] = negotiate(at, parties, rounds, share, slack, package + r);
    }
}
