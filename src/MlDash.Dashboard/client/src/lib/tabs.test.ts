import { describe, expect, it } from 'vitest';
import { kindOf } from './kinds';
import { shownTab, tabFor, tabsOf, type Selection } from './tabs';

const folder: Selection = { isRun: false, hasReadme: false, hasDashrc: false, hasSystem: false, hasSeries: false, ticked: 0, file: null };
const run: Selection = { ...folder, isRun: true };
const file = (name: string, type = '') => ({ name, kind: kindOf(name, type) });

describe('the tabs', () => {
    it.each<[string, Selection, string]>([
        ['of a folder', folder, 'readme list'],
        ['of a folder with charts', { ...folder, hasDashrc: true }, 'readme list compare'],
        ['with one ticked run', { ...folder, ticked: 1 }, 'readme list'],
        ['with two ticked runs', { ...folder, ticked: 2 }, 'readme list live'],
        ['of a folder and a text in it', { ...folder, file: file('notes.yaml') }, 'readme list editor'],
        ['of a folder and a picture in it', { ...folder, file: file('a.png') }, 'readme list media'],
        ['of a folder and its README', { ...folder, file: file('README.md') }, 'readme list'],
        ['of a run, where ticked runs do not matter', { ...run, ticked: 3 }, 'readme dashboard logs parameters files tracks'],
        ['of a run with metrics of the system', { ...run, hasSystem: true }, 'readme dashboard logs parameters files tracks system'],
        ['of a run with pictures over its steps', { ...run, hasSeries: true }, 'readme dashboard logs parameters files tracks media'],
        ['of such a run and one of its pictures', { ...run, hasSeries: true, file: file('a.png') }, 'readme dashboard logs parameters files tracks media'],
        ['of a run and a video of it', { ...run, file: file('v.mp4') }, 'readme dashboard logs parameters files tracks media'],
        ['of a run and its .dashrc', { ...run, hasDashrc: true, file: file('.dashrc') }, 'readme dashboard logs parameters files tracks'],
    ])('%s', (_, selection, tabs) => expect(tabsOf(selection).join(' ')).toBe(tabs));
});

describe('the tab that is chosen by itself', () => {
    it.each<[string, Selection, string]>([
        ['a run with a README', { ...run, hasReadme: true, hasDashrc: true }, 'readme'],
        ['a run without one', run, 'dashboard'],
        ['a folder with charts and a README', { ...folder, hasDashrc: true, hasReadme: true }, 'compare'],
        ['a folder with a README', { ...folder, hasReadme: true }, 'readme'],
        ['a folder with neither', folder, 'list'],
        ['two ticked runs', { ...folder, ticked: 2 }, 'list'],
        ['.dashrc of a run', { ...run, hasDashrc: true, file: file('.dashrc') }, 'dashboard'],
        ['.dashrc of a folder', { ...folder, hasDashrc: true, file: file('.dashrc') }, 'compare'],
        ['README.md of a run', { ...run, file: file('README.md') }, 'readme'],
        ['README.md of a folder', { ...folder, hasDashrc: true, file: file('README.md') }, 'readme'],
        ['a picture', { ...run, file: file('a/b.PNG') }, 'media'],
        ['a video by its type', { ...run, file: file('film', 'video/mp4') }, 'media'],
        ['another text', { ...run, hasReadme: true, file: file('config.json') }, 'editor'],
        ['a file that is neither', { ...run, file: file('model.bin', 'application/octet-stream') }, 'files'],
        ['a README that is not at the top', { ...run, file: file('notes/README.md') }, 'editor'],
    ])('for %s', (_, selection, tab) => {
        expect(tabFor(selection)).toBe(tab);
        expect(tabsOf(selection)).toContain(tab);
    });
});

describe('the tab that is shown', () => {
    it('is the chosen one', () => expect(shownTab('logs', { ...run, hasReadme: true })).toBe('logs'));
    it('is the fitting one when the chosen one is gone', () => expect(shownTab('live', { ...folder, ticked: 1, hasReadme: true })).toBe('readme'));
    it('is none of what the address makes up', () => expect(shownTab('<b>', folder)).toBe('list'));
});
