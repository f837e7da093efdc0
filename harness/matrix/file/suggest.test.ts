import { describe, expect, it } from 'vitest'
import { closest } from './suggest.ts'

describe('did you mean', () => {
	it.each([
		['user_land_proxy', 'userland-proxy'],
		['portdriver', 'portDriver'],
		['brNetFiler', 'brNetfilter'],
	])('%s → %s', (found, meant) => {
		expect(closest(found, ['icc', 'userland-proxy', 'portDriver', 'brNetfilter'])).toBe(meant)
	})

	it('is not asked about words that resemble none', () => {
		expect(closest('colour', ['icc', 'ipv6', 'cells'])).toBeUndefined()
	})
})
