/** What a key does anywhere on the page. */
export type Action = 'help' | 'search' | 'pause' | 'theme' | 'rows' | 'zoom' | 'copy' | { tab: string };

/** The letters behind g, and the tabs that they lead to. */
const tabs: Record<string, string> = { t: 'list', r: 'readme', d: 'dashboard', l: 'logs', p: 'parameters', f: 'files', k: 'tracks', s: 'system', c: 'compare', v: 'live' };
const keys: Record<string, Action> = { '?': 'help', '/': 'search', p: 'pause', d: 'theme', j: 'rows', z: 'zoom', c: 'copy' };

/** How long the second key of two may take, in milliseconds. */
const patience = 1500;

/** Reads keys, some of which come in pairs. */
export class Shortcuts {
    private first = -Infinity;

    /** What a key that was pressed at a time means; null for nothing. */
    press(key: string, at: number): Action | null {
        const isSecond = at - this.first <= patience;
        this.first = -Infinity;
        if (isSecond) return tabs[key] ? { tab: tabs[key] } : null;
        if (key === 'g') this.first = at;
        return keys[key] ?? null;
    }
}

/** Keys and what they do, for the help. */
export const shortcutHelp: { title: string; keys: [string, string][] }[] = [
    {
        title: 'Anywhere',
        keys: [
            ['?', 'this help'],
            ['/', 'filter of the table'],
            ['p', 'pause or resume live updates'],
            ['d', 'dark, light, or as the system has it'],
            ['z', 'reset the zoom of all charts'],
            ['c', 'copy a link to what is shown'],
            ['g t', 'list of runs'],
            ['g r, g d, g l, g p, g f, g k, g s', 'README, dashboard, logs, parameters, files, tracks, system'],
            ['g c, g v', 'compare, live compare'],
        ],
    },
    {
        title: 'In the table',
        keys: [
            ['j, k or ↓, ↑', 'next or previous run'],
            ['x or Space', 'tick the run for comparison'],
            ['Enter', 'open the run, or the group'],
            ['Page Down, Page Up, Home, End', 'further through the table'],
            ['Alt+← or →, on a head', 'move the column'],
            ['Alt+Shift+← or →, on a head', 'make the column narrower or wider'],
        ],
    },
    {
        title: 'On a chart',
        keys: [
            ['drag, double-click', 'zoom all charts, see all again'],
            ['arrow keys, on ⠿', 'move the chart'],
            ['Esc', 'leave full screen'],
        ],
    },
];
