const waiting = new Set<() => void>();
let isPlanned = false;

/** Runs pieces of work one a frame, so that many of them do not hold up the page. Returns what takes the work back. */
export function inTurn(work: () => void): () => void {
    waiting.add(work);
    plan();
    return () => void waiting.delete(work);
}

function plan(): void {
    if (isPlanned || waiting.size === 0) return;
    isPlanned = true;
    requestAnimationFrame(() => {
        isPlanned = false;
        const [next] = waiting;
        if (next) {
            waiting.delete(next);
            next();
        }
        plan();
    });
}
