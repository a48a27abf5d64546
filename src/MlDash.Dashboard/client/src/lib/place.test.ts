import { describe, expect, it } from 'vitest';
import { addressOf, pathBelow, placeOf, queryOf, start, stepTo, type Place } from './place';

describe('a place', () => {
    it('is empty in the address at the start', () => {
        expect(queryOf(start)).toBe('');
        expect(placeOf('')).toEqual(start);
    });

    it('comes back from its address, whatever is in it', () => {
        const place: Place = {
            source: 1,
            run: 'vision/run 1&x=<b>',
            folder: 'vision/ü',
            file: 'videos/a b.mp4',
            tab: 'logs',
            entry: 0,
            editing: true,
            embed: true,
            sort: 'metrics.train.loss.min',
            descending: false,
            columns: ['params.a&b', 'metrics.ü.x.last'],
            ticked: ['a/b', 'c/d'],
            x: 'step',
            smoothing: 0.6,
            logY: true,
            filter: '^train\\..*[?]',
            find: "params.lr < 0.01 and name ~ 'a*'",
            group: 'params.seed',
            dashBy: 'params.a b',
            plot: 'parallel',
            axes: ['params.lr', 'metrics.ü.x.min'],
            widths: { path: 210, 'params.a b': 90 },
            differing: true,
            smoother: 'gaussian',
            logX: true,
            core: true,
            band: true,
            zoom: { x: 'a step', from: -1.5, to: 2e9 },
            order: ['train.loss', 'a&b'],
            closed: ['system', ''],
        };
        expect(placeOf(queryOf(place))).toEqual(place);
    });

    it.each(['?zoom=5+1+step', '?zoom=a+b+step', '?zoom=', '?width=-3+path', '?width=wide', '?smoother=magic', '?plot=<b>'])('has nothing that it does not know: %s', (search) => {
        expect(placeOf(search)).toEqual(start);
    });

    it.each(['?smoothing=7', '?smoothing=x', '?source=-3', '?source=zz', '?entry=-1', '?entry=x'])('is one whatever the address says: %s', (search) => {
        const place = placeOf(search);
        expect(place.smoothing).toBeLessThan(1);
        expect(place.source).toBeGreaterThanOrEqual(0);
        expect(place.entry).toBeNull();
    });
});

describe('the address of a place', () => {
    const run = { ...start, run: 'alice/vision/run 1', tab: 'logs' };

    it('has what is open in its path where the page has a base', () => {
        expect(addressOf(run, '/ml/')).toBe('/ml/alice/vision/run%201?tab=logs');
        expect(addressOf(start, '/')).toBe('/');
    });

    it('has what is open in its query where it does not', () => {
        expect(addressOf(run, null)).toBe('?run=alice%2Fvision%2Frun+1&tab=logs');
        expect(addressOf(start, null)).toBe('?');
    });

    it.each([
        ['/', '/', ''],
        ['/alice/vision/run%201', '/', 'alice/vision/run 1'],
        ['/@alice/vision/', '/', 'alice/vision'],
        ['/ml/alice', '/ml/', 'alice'],
        ['/%E0%A4%A', '/', '%E0%A4%A'],
        ['/other', '/ml/', ''],
        ['/alice', null, ''],
    ])('%s below %s leads to "%s"', (pathname, base, path) => expect(pathBelow(pathname, base)).toBe(path));
});

describe('a step to another place', () => {
    const here = { ...start, run: 'a/b', file: 'x.png', tab: 'media', entry: 7, editing: true, ticked: ['a/b'] };

    it('leaves the file, the tab and the entry of the run behind', () =>
        expect(stepTo(here, { run: 'a/c' })).toEqual({ ...start, run: 'a/c', ticked: ['a/b'] }));

    it('chooses the tab for another file', () => expect(stepTo(here, { file: 'y.json' })).toMatchObject({ run: 'a/b', file: 'y.json', tab: '' }));

    it('keeps what it does not change', () => expect(stepTo(here, { smoothing: 0.5 })).toEqual({ ...here, smoothing: 0.5 }));

    it('goes to the tab that it names', () => expect(stepTo(here, { run: 'a/c', tab: 'logs' }).tab).toBe('logs'));
});
