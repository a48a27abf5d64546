import { describe, expect, it } from 'vitest';
import { Shortcuts, shortcutHelp } from './shortcuts';

const press = (keys: string, gap = 100) => {
    const shortcuts = new Shortcuts();
    return [...keys].map((key, at) => shortcuts.press(key, at * gap));
};

describe('shortcuts', () => {
    it('are single keys', () => expect(press('/?q')).toEqual(['search', 'help', null]));
    it('are pairs that begin with g', () => expect(press('gtgl')).toEqual([null, { tab: 'list' }, null, { tab: 'logs' }]));
    it('do not take the second key of a pair for a single one', () => expect(press('gp')).toEqual([null, { tab: 'parameters' }]));
    it('forget the first key of a pair after a while', () => expect(press('gp', 2000)).toEqual([null, 'pause']));
    it('forget it when another key came between', () => expect(press('gxt')).toEqual([null, null, null]));
    it('are all in the help', () => {
        const told = shortcutHelp.flatMap(({ keys }) => keys.flatMap(([key]) => key.split(/, | or /)));
        for (const key of ['?', '/', 'p', 'd', 'z', 'c', 'j', 'g t', 'g l']) expect(told).toContain(key);
    });
});
