import { expect, it } from 'vitest'
import { holds, ran, said, slirp, talks, type Tried } from '../testing/tried-27-5-1.ts'
import { saidDecisions } from './index.ts'
import { chinese } from '../words/catalogue/chinese.js'
import type { Results } from '../../schema/index.ts'

const udp = 'pasta 2023_03_09 does not forward UDP with implicit ports: that came with 2023_11_19'

/** The run with a check of its cell skipped. */
function skipping(results: Results, index: number, id: string, message: string): Results {
	const cells = results.cells.map((cell, at) =>
		at === index
			? {
					...cell,
					checks: [...cell.checks, { ...cell.checks[0]!, id, verdict: 'skipped' as const, message }],
				}
			: cell,
	)
	return { ...results, cells }
}

const old: Tried = { stack: { passt: '2023_03_09' }, checks: holds }

it('says what a part of the stack cannot do, though nothing failed', () => {
	const results = skipping(ran(old), 0, 'publish.udp', udp)
	expect(said(results).notOffered).toEqual([{ words: `Not supported: ${udp} (publish.udp)`, cells: [0] }])
	expect(saidDecisions(results, chinese)[0]?.notOffered[0]?.words).toMatch(/^不支持：.*（publish\.udp）$/)
	expect(said(skipping(ran(old), 0, 'publish.udp', 'br_netfilter is loaded')).notOffered).toEqual([])
})

it('takes what can do more of two that fail alike', () => {
	const results = skipping(ran(old, { axes: slirp, checks: holds }), 0, 'publish.udp', udp)
	expect(said(results).take[0]?.cells).toEqual([1])
})

it('says what to take where br_netfilter is not loaded, or that nothing is', () => {
	const absent: Tried = {
		axes: { ...slirp, brNetfilter: 'absent' },
		checks: { ...holds, 'egress.mtu': undefined },
	}
	const loaded: Tried = { axes: slirp, checks: holds }
	const lost = { 'egress.mtu': { tcp: { kind: 'lost' } } } as const
	const [first, second] = said(
		ran(loaded, { ...absent, daemon: { icc: false, ignoreBrNetfilterError: '1' } }),
	).take
	expect([first?.cells, second]).toEqual([
		[0],
		{
			words:
				'Where br_netfilter is not loaded: take icc=false · DOCKER_IGNORE_BR_NETFILTER_ERROR=1 (no security gap in what was asked)',
			cells: [1],
		},
	])
	expect(said(ran(loaded, { ...absent, checks: lost })).take[1]).toEqual({
		words: 'Where br_netfilter is not loaded: none of the configurations tried is to be taken',
		cells: [],
	})
	const open: Tried = { ...absent, daemon: { icc: false, ignoreBrNetfilterError: '1' } }
	const gap = { ...open, checks: { ...holds, ...talks } }
	// The rules say so of what nobody tried: with the defaults nothing needs the module.
	for (const tried of [gap, { ...open, checks: lost }])
		expect(said(ran(loaded, tried)).take[1]).toEqual({
			words: 'Where br_netfilter is not loaded: leave icc and userland-proxy at their defaults (not tried)',
			cells: [],
		})
	// What was not tried says nothing.
	expect(said(ran(loaded, { ...absent, end: 'never' })).take.length).toBeLessThan(2)
})
