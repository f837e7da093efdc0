import { expect, it } from 'vitest'
import { holds, ran, said, slirp } from '../testing/tried-27-5-1.ts'

it('names the security gaps that are known there and that nobody asked after, or that nobody got an answer of', () => {
	const title = "A service on 127.0.0.1 in RootlessKit's namespace answers on the VM's 127.0.0.1"
	expect(said(ran({ checks: holds }, { axes: slirp, checks: holds })).unasked).toContainEqual({
		words: expect.stringContaining(
			`No answer, and a known security gap there: ${title} (isolation.netns-loopback); `,
		) as string,
		cells: [0],
	})
	const asked = {
		...holds,
		'isolation.netns-loopback': undefined,
		'isolation.host-network-container': undefined,
	}
	expect(said(ran({ checks: asked })).unasked).toEqual([])
	const whole = ran({ checks: asked })
	for (const [verdict, count] of [
		['error', 1],
		['skipped', 0],
	] as const) {
		const checks = whole.cells[0]!.checks.map((one) =>
			one.id === 'isolation.netns-loopback' ? { ...one, verdict } : one,
		)
		const { unasked } = said({ ...whole, cells: [{ ...whole.cells[0]!, checks }] })
		expect(unasked, verdict).toHaveLength(count)
	}
	expect(said(ran({ axes: slirp, checks: holds })).unasked).toEqual([])
})

it('says what is open by design, and not that it is not supported', () => {
	const results = ran({ axes: slirp, checks: { 'egress.tcp': undefined } })
	const message =
		"RootlessKit's network namespace is detached: --network host is the VM's own network, whose 127.0.0.1 a container is to reach"
	const skipped = {
		id: 'isolation.host-network-container',
		verdict: 'skipped',
		message,
		ms: 1,
		attempts: 1,
	} as const
	const [cell] = results.cells
	const { unasked, notOffered } = said({
		...results,
		cells: [{ ...cell!, checks: [...cell!.checks, skipped] }],
	})
	expect(unasked.map(({ words }) => words)).toEqual([
		expect.stringMatching(/^By design since Docker 29\.5\.0, .* databases/),
	])
	expect(notOffered).toEqual([])
})

it('takes no configuration for the one without a gap of which nobody asked after a known one', () => {
	const mtu = { 'egress.mtu': { tcp: { kind: 'lost' } } } as const
	const [slirped, pasta] = [{ axes: slirp, checks: { ...holds, 'egress.tcp': undefined } }, { checks: holds }]
	expect(said(ran(pasta, slirped)).take[0]).toEqual({
		words: 'take slirp4netns · builtin (no security gap)',
		cells: [1],
	})
	expect(said(ran(pasta, { ...slirped, checks: { ...mtu, ...holds } })).take[0]?.words).toMatch(
		/\(no security gap in what was asked\)$/,
	)
})
