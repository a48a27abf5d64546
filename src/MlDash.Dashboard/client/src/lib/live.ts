const [soonest, latest] = [2000, 15_000];

/** Whether the page waits to be told before it looks again, and who wants to know. */
let isPaused = false;
const told = new Set<() => void>();

export const paused = (): boolean => isPaused;

/** Stops all looking, or goes on with it at once. */
export function pause(yes: boolean): void {
    isPaused = yes;
    for (const tell of told) tell();
}

/** What a fault says of when to ask again, in milliseconds. */
const patience = (fault: unknown): number => (fault instanceof Error && 'retryAfter' in fault ? Number(fault.retryAfter) || 0 : 0);

/**
 * Looks again and again: every two seconds while something changes, ever more rarely up to fifteen while nothing does, not at all while the tab is hidden
 * or the page is paused. The function says whether something has changed; a fault may say how long to wait. Returns what ends it.
 */
export function repeat(look: () => Promise<boolean>): () => void {
    let [wait, ended, looking] = [soonest, false, false];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rests = () => ended || isPaused || document.hidden;
    const plan = (least = 0) => {
        clearTimeout(timer);
        // Not all tabs of a machine ask at once.
        if (!rests()) timer = setTimeout(run, Math.max(least, wait * (0.9 + Math.random() * 0.2)));
    };
    const run = async () => {
        if (looking) return;
        looking = true;
        let least = 0;
        try {
            wait = (await look()) ? soonest : Math.min(wait * 2, latest);
        } catch (fault) {
            [wait, least] = [Math.min(wait * 2, latest), patience(fault)];
        }
        looking = false;
        plan(least);
    };
    const woken = () => {
        wait = soonest;
        clearTimeout(timer);
        if (!rests()) void run();
    };
    document.addEventListener('visibilitychange', woken);
    told.add(woken);
    plan();
    return () => {
        ended = true;
        clearTimeout(timer);
        told.delete(woken);
        document.removeEventListener('visibilitychange', woken);
    };
}
