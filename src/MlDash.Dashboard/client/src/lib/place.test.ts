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
        };
        expect(placeOf(queryOf(place))).toEqual(place);
    });

    it.each(['?smoothing=7', '?smoothing=x', '?source=-3', '?source=zz'])('is one whatever the address says: %s', (search) => {
        const place = placeOf(search);
        expect(place.smoothing).toBeLessThan(1);
        expect(place.source).toBeGreaterThanOrEqual(0);
    });
});
