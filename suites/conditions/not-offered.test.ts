import { expect, it } from 'vitest'
import type { Axes, DaemonSettings } from '#results'
import { isNotOffered } from '#results/report'
import { exampleAxes } from '#results/testing'
import { catalogueEntry } from '../catalogue/index.ts'
import { viewOf } from '../check/cell-facts.ts'

/** Why a check is not asked there. */
const reason = (id: string, axes: Partial<Axes>, daemon: DaemonSettings = {}, dockerd?: string) => {
	const cell = { id: '0123456789ab', slug: 'x', axes: { ...exampleAxes, ...axes }, daemonSettings: daemon }
	const asked = { dockerd, passt: axes.network?.split('@')[1] }
	const message = catalogueEntry(id).applies.holds(viewOf({ cell, stack: { origins: [] }, asked }))
	if (message === true) throw new Error(`${id} is asked there`)
	return isNotOffered({ id, verdict: 'skipped', ms: 0, attempts: 1, message })
}
const pasta = { network: 'pasta@2023_03_09', portDriver: 'implicit' } as const
const off: DaemonSettings = { userlandProxy: false }

it('the reports know why a check is not asked that a part of the stack cannot do', () => {
	expect(reason('publish.udp', pasta)).toBe(true)
	expect(reason('publish.nic-address', pasta)).toBe(true)
	expect(reason('publish.two-lan-addresses', pasta)).toBe(true)
	expect(reason('publish.any-v6', {}, off)).toBe(true)
	expect(reason('isolation.host-loopback', {}, { disableHostLoopback: false }, '20.10.24')).toBe(true)
})

it('what is asked by another check, or of another configuration, is no such thing', () => {
	expect(reason('publish.any-v4', {}, off)).toBe(false)
	expect(reason('bridge.icc-blocked', {})).toBe(false)
	expect(reason('egress.tcp-v6', {})).toBe(false)
})
