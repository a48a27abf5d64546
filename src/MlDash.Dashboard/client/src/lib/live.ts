const [soonest, latest] = [2000, 15_000];

/**
 * Looks again and again: every two seconds while something changes, ever more rarely up to fifteen while nothing does, not at all while the tab is hidden.
 * The function says whether something has changed. Returns what ends it.
 */
export function repeat(look: () => Promise<boolean>): () => void {
    let [wait, ended] = [soonest, false];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const plan = () => {
        clearTimeout(timer);
        // Not all tabs of a machine ask at once.
        if (!ended && !document.hidden) timer = setTimeout(run, wait * (0.9 + Math.random() * 0.2));
    };
    const run = async () => {
        const changed = await look().catch(() => false);
        wait = changed ? soonest : Math.min(wait * 2, latest);
        plan();
    };
    const woken = () => {
        wait = soonest;
        if (!document.hidden) void run();
    };
    document.addEventListener('visibilitychange', woken);
    plan();
    return () => {
        ended = true;
        clearTimeout(timer);
        document.removeEventListener('visibilitychange', woken);
    };
}
