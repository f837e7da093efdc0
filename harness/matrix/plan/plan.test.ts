import { describe, expect, it } from 'vitest'
import { exampleAxes } from '#results/testing'
import { brNetfilterState, plannedCell } from '#results'
import { readMatrix } from '../file/read-matrix.ts'
import { listPresets, loadMatrix } from '../load-matrix.ts'
import { constraints, violations } from './constraints.ts'
import { recorded } from '../cell.ts'
import { planMatrix, type Plan } from './plan-matrix.ts'
import { renderPlan } from '../show/render.ts'

const file = (rest: string, daemons = '{ default: {}, shut: { icc: false } }') =>
	planMatrix(readMatrix(`schemaVersion: 1\nname: mine\ndaemons: ${daemons}\n${rest}`, 'm.yaml'))

const axes = (changes: Record<string, string | string[]> = {}) =>
	`axes: ${JSON.stringify({
		...exampleAxes,
		...changes,
	})}
`

const slugs = (plan: Plan) => plan.cells.map((cell) => cell.slug)

describe('the preset quick', async () => {
	const plan = planMatrix(await loadMatrix({ preset: 'quick' }))

	it('has six configurations, each also with 27.5.1, with ids that no machine and no version may change', () => {
		expect(plan.cells.map((cell) => `${cell.id} ${cell.slug}`)).toMatchInlineSnapshot(`
			[
			  "fd28bafec299 k6.12-loaded-docker26.1-slirp4netns-builtin-default",
			  "407d357927d6 k6.12-loaded-docker27.5.1-slirp4netns-builtin-default",
			  "4b02e7234ed2 k6.12-loaded-docker26.1-pasta2023_03_09-implicit-default",
			  "9cb4212bd404 k6.12-loaded-docker27.5.1-pasta2023_03_09-implicit-default",
			  "9653f9500f82 k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default",
			  "a8e72e1bdbaa k6.12-loaded-docker27.5.1-pasta2025_05_03-implicit-default",
			  "d7e8c5156d1f k6.12-loaded-docker26.1-slirp4netns-builtin-icc-off",
			  "af75313f8d62 k6.12-loaded-docker27.5.1-slirp4netns-builtin-icc-off",
			  "d9f885fbbe60 k6.12-absent-docker26.1-slirp4netns-builtin-icc-off",
			  "f464cd6bccea k6.12-absent-docker27.5.1-slirp4netns-builtin-icc-off",
			  "f2b8ac2dd5fc k6.12-absent-docker28.5-slirp4netns-builtin-icc-off-ignored",
			  "89bfae400ce6 k6.12-absent-docker27.5.1-slirp4netns-builtin-icc-off-ignored",
			]
		`)
		expect(plan.matrixHash).toMatchInlineSnapshot(`"19bb96f513da"`)
	})

	it('plans cells that the events accept, and all of them can be tried', () => {
		for (const cell of plan.cells) expect(plannedCell.parse(recorded(cell))).toEqual(recorded(cell))
		expect(plan.unavailable).toEqual([])
		expect(plan.excluded).toEqual([])
	})

	it('resolves the profiles', () => {
		expect(plan.cells[11]?.daemonSettings).toEqual({ icc: false, ignoreBrNetfilterError: '1' })
	})

	it('reads as a table, and is plain data', () => {
		expect(renderPlan(plan)).toMatchInlineSnapshot(`
			"quick: 12 cells (matrix 19bb96f513da)

			    kernel       brNetfilter  docker           rootlesskit  network           portDriver  daemon
			1   debian:6.12  loaded       debian:26.1      bundled      slirp4netns       builtin     default
			2   debian:6.12  loaded       upstream:27.5.1  bundled      slirp4netns       builtin     default
			3   debian:6.12  loaded       debian:26.1      bundled      pasta@2023_03_09  implicit    default
			4   debian:6.12  loaded       upstream:27.5.1  bundled      pasta@2023_03_09  implicit    default
			5   debian:6.12  loaded       debian:26.1      bundled      pasta@2025_05_03  implicit    default
			6   debian:6.12  loaded       upstream:27.5.1  bundled      pasta@2025_05_03  implicit    default
			7   debian:6.12  loaded       debian:26.1      bundled      slirp4netns       builtin     icc-off
			8   debian:6.12  loaded       upstream:27.5.1  bundled      slirp4netns       builtin     icc-off
			9   debian:6.12  absent       debian:26.1      bundled      slirp4netns       builtin     icc-off
			10  debian:6.12  absent       upstream:27.5.1  bundled      slirp4netns       builtin     icc-off
			11  debian:6.12  absent       debian:28.5      bundled      slirp4netns       builtin     icc-off-ignored
			12  debian:6.12  absent       upstream:27.5.1  bundled      slirp4netns       builtin     icc-off-ignored

			1   fd28bafec299  k6.12-loaded-docker26.1-slirp4netns-builtin-default
			2   407d357927d6  k6.12-loaded-docker27.5.1-slirp4netns-builtin-default
			3   4b02e7234ed2  k6.12-loaded-docker26.1-pasta2023_03_09-implicit-default
			4   9cb4212bd404  k6.12-loaded-docker27.5.1-pasta2023_03_09-implicit-default
			5   9653f9500f82  k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default
			6   a8e72e1bdbaa  k6.12-loaded-docker27.5.1-pasta2025_05_03-implicit-default
			7   d7e8c5156d1f  k6.12-loaded-docker26.1-slirp4netns-builtin-icc-off            icc=false
			8   af75313f8d62  k6.12-loaded-docker27.5.1-slirp4netns-builtin-icc-off          icc=false
			9   d9f885fbbe60  k6.12-absent-docker26.1-slirp4netns-builtin-icc-off            icc=false
			10  f464cd6bccea  k6.12-absent-docker27.5.1-slirp4netns-builtin-icc-off          icc=false
			11  f2b8ac2dd5fc  k6.12-absent-docker28.5-slirp4netns-builtin-icc-off-ignored    icc=false ignore-br-netfilter-error=1
			12  89bfae400ce6  k6.12-absent-docker27.5.1-slirp4netns-builtin-icc-off-ignored  icc=false ignore-br-netfilter-error=1
			"
		`)
		expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
	})
})

describe('presets', () => {
	it('are all valid and called what their file is called', async () => {
		for (const preset of await listPresets()) expect((await loadMatrix({ preset })).name).toBe(preset)
	})

	it.each(['nosuch', '../presets/quick', 'quik', ''])(
		'do not include "%s", and the ones there are get named',
		async (preset) => {
			await expect(loadMatrix({ preset })).rejects.toThrow('"quick"')
		},
	)

	it('are not needed: a file will do, and one that is not there is said so', async () => {
		await expect(loadMatrix({ file: 'no/such.yaml' })).rejects.toThrow('there is no matrix file no/such.yaml')
	})
})

describe('an id', () => {
	const id = (...args: Parameters<typeof file>) => file(...args).cells[0]?.id
	const rest = `coverage: full\n${axes({ daemon: 'shut' })}`

	it('does not depend on what a profile is called or in which order it is written', () => {
		const before = id(rest, '{ shut: { icc: false, ipv6: true } }')
		const renamed = rest.replace('"daemon":"shut"', '"daemon":"closed"')
		expect(id(renamed, '{ closed: { ipv6: true, icc: false } }')).toBe(before)
	})

	it('depends on every setting and every axis', () => {
		const ids = [
			id(rest),
			id(rest, '{ shut: { icc: true } }'),
			id(rest.replace('6.12', '6.1')),
			id(rest.replace('loaded', 'absent')),
			id(rest.replace('26.1', '28.5')),
			id(rest.replace('bundled', 'debian:2.0.2')),
			id(rest.replace('"network":"slirp4netns"', '"network":"slirp4netns@1.2.1"')),
			id(rest.replace('builtin', 'slirp4netns')),
		]
		expect(new Set(ids).size).toBe(ids.length)
	})

	it('of a matrix does not depend on the order of its cells', () => {
		const cells = (list: string) => file(`coverage: list\n${axes()}cells: ${list}\n`).matrixHash
		expect(cells('[{}, { daemon: shut }]')).toBe(cells('[{ daemon: shut }, {}]'))
		expect(cells('[{}, { daemon: shut }]')).not.toBe(cells('[{}]'))
	})
})

describe('a full product', () => {
	const product = axes({
		network: ['slirp4netns', 'pasta@2025_05_03'],
		portDriver: ['builtin', 'slirp4netns', 'implicit'],
	})

	it('has every combination that can be run, and says why the others cannot', () => {
		const plan = file(`coverage: full\n${product}`)
		expect(plan.cells.map((cell) => `${cell.axes.network.raw}/${cell.axes.portDriver.raw}`)).toEqual([
			'slirp4netns/builtin',
			'slirp4netns/slirp4netns',
			'pasta@2025_05_03/implicit',
		])
		expect(plan.product).toBe(6)
		expect(plan.excluded.map(({ count, where }) => ({ count, where }))).toEqual([
			{ count: 2, where: { network: ['pasta@2025_05_03'], portDriver: ['builtin', 'slirp4netns'] } },
			{ count: 1, where: { network: ['slirp4netns'], portDriver: ['implicit'] } },
		])
		for (const { reason } of plan.excluded) expect(reason).toMatch(/port driver/)
	})

	it('leaves out what the file excludes and keeps what it includes', () => {
		const plan = file(
			`coverage: full\n${product}exclude: [{ portDriver: [slirp4netns, builtin], network: slirp4netns }]\ninclude: [{ network: slirp4netns, portDriver: builtin, docker: debian:28.5 }]\n`,
		)
		expect(slugs(plan)).toEqual([
			'k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default',
			'k6.12-loaded-docker28.5-slirp4netns-builtin-default',
		])
		expect(
			plan.excluded.filter(({ reason }) => reason.includes('exclude[0]')).map(({ count }) => count),
		).toEqual([2])
	})
})

describe('a listed cell', () => {
	it('takes every value of an axis it leaves open', () => {
		const plan = file(
			`coverage: list\n${axes({ kernel: ['debian:6.1', 'debian:6.12'] })}cells: [{}, { daemon: shut }]\n`,
		)
		expect(plan.cells.map((cell) => `${cell.axes.kernel.raw} ${cell.axes.daemon.raw}`)).toEqual([
			'debian:6.1 default',
			'debian:6.12 default',
			'debian:6.1 shut',
			'debian:6.12 shut',
		])
	})
})

describe('slugs', () => {
	it('are unique even where versions of two providers read alike, and are safe as directory names', () => {
		const plan = file(
			`coverage: full\n${axes({ docker: ['debian:27.5.1', 'upstream:27.5.1', 'local:../my docker'], kernel: 'file:/x y/linux.deb' })}`,
		)
		expect(new Set(slugs(plan)).size).toBe(3)
		for (const slug of slugs(plan)) expect(slug).toMatch(/^[A-Za-z0-9][A-Za-z0-9._+~-]*$/)
	})

	it('name a kernel of one’s own by its first file, as long as nobody has read it', () => {
		const of = (kernel: string) => slugs(file(`coverage: full\n${axes({ kernel })}`))[0]?.split('-loaded')[0]
		expect(of('file:/x y/linux.deb')).toBe('kfile-linux')
		expect(of('file:a/kernel-core-6.12.el10.x86_64.rpm,b.rpm,c.rpm')).toBe(
			'kfile-kernel-core-6.12.el10.x86_64+2',
		)
		expect(of(`file:${'long'.repeat(50)}.tar.xz`)).toBe(`kfile-${'long'.repeat(10)}`)
	})

	it('name a kernel that is built here by what it is without', () => {
		const of = (kernel: string, brNetfilter = 'loaded') =>
			slugs(file(`coverage: full\n${axes({ kernel, brNetfilter })}`))[0]?.split(`-${brNetfilter}`)[0]
		expect(of('built:6.12')).toBe('k6.12-built')
		expect(of('built:6.12-no-br-netfilter', 'absent')).toBe('k6.12-no-br-netfilter')
		expect(of('built:6.12-no-ipv6-no-veth')).toBe('k6.12-no-ipv6-no-veth')
		expect(of(`built:6.12-no-veth+x#sha256=${'a'.repeat(64)}`)).toBe('k6.12-no-veth-own-aaaaaaaa')
	})

	it('go with what this version cannot try', () => {
		const plan = file(`coverage: full\n${axes({ network: 'vpnkit' })}`)
		expect(plan.unavailable).toHaveLength(plan.cells.length)
		expect(renderPlan(plan)).toContain('Cannot be tried by this version:')
	})
})

describe('constraints', () => {
	it('have an id and a reason each', () => {
		expect(new Set(constraints.map(({ id }) => id)).size).toBe(constraints.length)
		for (const { reason } of constraints) expect(reason).toMatch(/\w{3}/)
	})

	it('leave a kernel built without br_netfilter the one state that it can have', () => {
		const kernel = 'built:6.12-no-br-netfilter'
		for (const brNetfilter of ['loaded', 'unloaded'] as const)
			expect(violations({ kernel, brNetfilter }).map(({ id }) => id)).toEqual(['no-br-netfilter-is-absent'])
		expect(violations({ kernel, brNetfilter: 'absent' })).toEqual([])
		expect(violations({ kernel: 'debian:6.12', brNetfilter: 'loaded' })).toEqual([])
	})

	it('leave a kernel with br_netfilter built in that state, unless a fragment of one’s own may change it', () => {
		const of = (kernel: string) =>
			brNetfilterState.options.filter((brNetfilter) => violations({ kernel, brNetfilter }).length === 0)
		expect(of('built:6.12-no-ipv6')).toEqual(['loaded'])
		expect(of(`built:6.12+x#sha256=${'a'.repeat(64)}`)).toEqual(['loaded', 'unloaded', 'absent'])
		expect(of(`built:6.12-no-br-netfilter+x#sha256=${'a'.repeat(64)}`)).toEqual(['absent'])
	})

	it('take the RootlessKit that a Docker brings out of the table of releases', () => {
		const pasta = (docker: string, rootlesskit = 'bundled') =>
			violations({ network: 'pasta@2025_05_03', portDriver: 'implicit', docker, rootlesskit }).map(
				({ id }) => id,
			)
		for (const old of ['debian:20.10', 'upstream:24.0.9', 'upstream:20.10.6'])
			expect(pasta(old), old).toEqual(['pasta-needs-rootlesskit-2'])
		for (const newer of ['debian:26.1', 'upstream:25.0.5', 'upstream:30.0.0', 'local:20.10'])
			expect(pasta(newer), newer).toEqual([])
		expect(pasta('debian:20.10', 'upstream:2.3.2')).toEqual([])
	})

	it('say nothing about what is not known yet', () => {
		expect(violations({ kernel: 'built:6.12-no-br-netfilter' })).toEqual([])
		expect(violations({})).toEqual([])
		expect(violations({ network: 'pasta@2025_05_03' })).toEqual([])
		expect(violations({ portDriver: 'implicit', network: 'gibberish' })).toEqual([])
		expect(
			violations({
				network: 'pasta@2025_05_03',
				portDriver: 'implicit',
				rootlesskit: 'bundled',
				docker: 'local:/old/20.10.1',
			}),
		).toEqual([])
	})
})
