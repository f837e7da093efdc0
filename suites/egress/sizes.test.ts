import { expect, it } from 'vitest'
import { exampleAxes, exampleStack } from '#results/testing'
import { catalogueEntry } from '../catalogue/index.ts'

it('with a small MTU no datagram of 1472 bytes is a whole frame: whether it arrives in fragments is another question', () => {
	const holds = (mtu?: number) =>
		catalogueEntry('egress.mtu').applies.holds({
			axes: exampleAxes,
			stack: exampleStack(),
			versions: {},
			daemonSettings: mtu === undefined ? {} : { mtu },
		})
	expect([holds(), holds(1500), holds(65_520)]).toEqual([true, true, true])
	expect(holds(1280)).toBe('with an MTU of 1280 a datagram of 1472 bytes is no whole frame')
})
