/**
 * Lets few pieces of work begin at once, and each of the others when one of these is ready. However large the screen, a page of a hundred charts begins with a
 * few of them.
 */
export class Starting {
    private readonly begun = new Set<() => void>();
    private readonly waiting = new Set<() => void>();

    /** What never says that it is ready holds up the others only for a while. */
    constructor(
        private readonly most: number,
        private readonly patience = 5000,
    ) {}

    /** Begins a piece of work now or later. Returns what says that it is ready, or no longer wanted. */
    ask(begin: () => void): () => void {
        // Each has an identity of its own, also where the same function is asked for twice.
        const work = () => begin();
        this.waiting.add(work);
        this.next();
        return () => this.end(work);
    }

    private end(work: () => void): void {
        this.waiting.delete(work);
        if (this.begun.delete(work)) this.next();
    }

    private next(): void {
        for (const work of this.waiting) {
            if (this.begun.size >= this.most) return;
            this.waiting.delete(work);
            this.begun.add(work);
            setTimeout(() => this.end(work), this.patience);
            work();
        }
    }
}

/** The charts of the page. */
export const charts = new Starting(10);
