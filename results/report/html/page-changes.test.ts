import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleResults, waysOf } from '../../testing/index.ts'
import { pageData } from './build-page.ts'

it('names one version of a program to upgrade to, where newer ones do no more', () => {
	const cell = exampleCell('a'.repeat(12), 'a', {
		docker: 'debian:26.1',
		network: 'slirp4netns',
		portDriver: 'builtin',
	})
	const words = 'networks have same bridge name'
	const failed = (check: string, ways: Parameters<typeof waysOf>[0]) =>
		checked(cell.id, check, { outcome: 'fail', ways: waysOf(ways) })
	const checks = [
		...failed('daemon.bridge-init-recovers', { start: { kind: 'daemon-down', words } }),
		...failed('publish.distinct-loopbacks', {
			'127.0.0.3': { kind: 'daemon-refused', words: 'Timed out proxy starting the userland proxy' },
		}),
	]
	const { changes, cells } = pageData(
		exampleResults([cell], cellRun(cell.id, checks, { passt: undefined, slirp4netns: '1.2.1' })),
	)
	const upgrades = (cells[0]?.changes ?? []).flatMap((place) => {
		const words = changes[place]?.words.en ?? ''
		return words.startsWith('upgrade Docker') ? [words] : []
	})
	expect(upgrades).toEqual(['upgrade Docker to 27.5.1 or newer (but not ≥ 29.5.0, < 29.5.3)'])
})

it('tells security gaps apart from what else would fail, by name, also where it was not asked, and last', () => {
	const cell = exampleCell('a'.repeat(12), 'a', {
		docker: 'debian:28.5',
		network: 'pasta@2025_05_03',
		portDriver: 'implicit',
	})
	const failed = (check: string, ways: Parameters<typeof waysOf>[0]) =>
		checked(cell.id, check, { outcome: 'fail', ways: waysOf(ways) })
	const checks = [
		...failed('publish.loopback-only-v4', { loopback: { kind: 'reset' } }),
		...failed('egress.udp-fragments', { 'udp.8972': { kind: 'lost' }, 'udp.65000': { kind: 'lost' } }),
	]
	const stack = { dockerd: '28.5.2', rootlesskit: '2.0.2', passt: '2025_05_03' }
	const page = pageData(exampleResults([cell], cellRun(cell.id, checks, stack)))
	const told = (page.cells[0]?.changes ?? []).flatMap((place) => page.changes[place] ?? [])
	const gapOf = (one: (typeof told)[number]) => one.lost.some(({ isGap }) => isGap)
	expect(told.map(gapOf)).toEqual(told.map(gapOf).sort())
	const back = told.find(({ words }) => words.en === 'go back to a passt from before 2023_08_18.0af928e')
	expect(back?.lost).toEqual([
		expect.objectContaining({ isGap: false, checks: ['dns.tcp'] }),
		expect.objectContaining({ isGap: true, checks: ['isolation.netns-loopback'] }),
	])
})
