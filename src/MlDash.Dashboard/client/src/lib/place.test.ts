import { describe, expect, it } from 'vitest';
import { placeOf, queryOf, start, type Place } from './place';

describe('a place', () => {
    it('is empty in the address at the start', () => {
        expect(queryOf(start)).toBe('');
        expect(placeOf('')).toEqual(start);
    });

    it('comes back from its address, whatever is in it', () => {
        const place: Place = {
            source: 1,
            run: 'vision/run 1&x=<b>',
            tab: 'logs',
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

    it.each(['?smoothing=7', '?smoothing=x', '?source=-3', '?source=zz'])('is one whatever the address says: %s', (search) => {
        const place = placeOf(search);
        expect(place.smoothing).toBeLessThan(1);
        expect(place.source).toBeGreaterThanOrEqual(0);
    });
});
