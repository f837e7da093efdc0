import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '#results'
import { planMatrix } from '../plan/plan-matrix.ts'
import { MatrixFileError } from './problem.ts'
import { readMatrix } from './read-matrix.ts'

const axes = `axes:
  kernel: debian:6.12
  brNetfilter: loaded
  docker: debian:26.1
  rootlesskit: bundled
  network: slirp4netns
  portDriver: builtin
  daemon: default
`
const head = 'schemaVersion: 1\nname: mine\ndaemons:\n  default: {}\n  shut: { icc: false }\n'
const valid = `${head}${axes}coverage: list\ncells:\n  - {}\n`

/** The problems as a person reads them, without the head line. */
function complaints(text: string): string[] {
	try {
		readMatrix(text, 'm.yaml')
	} catch (error) {
		expect(error).toBeInstanceOf(ConfigurationError)
		if (error instanceof MatrixFileError)
			return error.message
				.split('\n')
				.slice(1)
				.map((line) => line.trim())
		throw error
	}
	return []
}

it.each([
	[`${head}${axes}coverage: ful\n`, 'coverage: expected'],
	[`${head}${axes}`, 'coverage: missing'],
	[`${head}${axes}coverage: full\nexclude: [{ kernl: debian:6.1 }]\n`, 'did you mean "kernel"'],
])('one mistake is one problem, and not a second that is none (%#)', (text, problem) => {
	expect(complaints(text)).toEqual([expect.stringContaining(problem)])
})

it('no map hides a key that JavaScript has a meaning for', () => {
	const hostile = valid.replace('  shut:', '  __proto__: { icc: false }\n  shut:')
	expect(complaints(hostile)).toEqual([
		expect.stringMatching(/m\.yaml:5:3.*daemons.*__proto__.*no profile may be called so/),
	])
	for (const name of ['__proto__', 'constructor', 'toString']) {
		expect(complaints(`${valid}${name}: {}\n`)).toEqual([expect.stringContaining('unknown key here')])
		expect(complaints(valid.replace('daemon: default', `daemon: ${name}`))).toHaveLength(1)
	}
})

describe('a valid file', () => {
	it('is read into lists and settings', () => {
		expect(readMatrix(valid, 'm.yaml')).toMatchObject({
			name: 'mine',
			coverage: 'list',
			cells: [{}],
			axes: { kernel: ['debian:6.12'], daemon: ['default'] },
			daemons: { default: {}, shut: { icc: false } },
		})
	})

	it('says in how many cells snapshots are compared with a boot, as a fraction', () => {
		expect(readMatrix(`${valid}compareSnapshots: 1/10\n`, 'm.yaml').compareSnapshots).toBe(10)
		for (const wrong of ['10', '2/10', '1/0', 'true'])
			expect(complaints(`${valid}compareSnapshots: ${wrong}\n`)).toEqual([
				expect.stringContaining('compareSnapshots: expected one cell in how many, such as 1/10'),
			])
	})

	it('names what runs the VMs, which is no part of a cell', () => {
		const matrix = readMatrix(`${valid}driver: lima\n`, 'm.yaml')
		expect(matrix.driver).toBe('lima')
		expect(planMatrix(matrix)).toEqual(planMatrix(readMatrix(valid, 'm.yaml')))
		expect(complaints(`${valid}driver: vz\n`)).toEqual([
			expect.stringContaining('driver: expected one of auto, qemu, lima'),
		])
	})

	it('names a kernel of one’s own as a list of files, with or without sums', () => {
		const of = (kernel: string) =>
			readMatrix(valid.replace('kernel: debian:6.12', `kernel: ${kernel}`), 'm.yaml').axes.kernel
		const sha256 = 'a'.repeat(64)
		expect(of('{ file: ../core.rpm }')).toEqual(['file:../core.rpm'])
		expect(of('{ file: { path: disk.qcow2, release: 6.12.0-55.el10 } }')).toEqual([
			'file:disk.qcow2#release=6.12.0-55.el10',
		])
		expect(of(`[debian:6.12, { file: [core.rpm, { path: 'a,b.rpm', sha256: ${sha256} }] }]`)).toEqual([
			'debian:6.12',
			`file:core.rpm,a%2Cb.rpm#sha256=${sha256}`,
		])
		for (const wrong of ['{ file: [] }', '{ file: [{ path: x, sha256: abc }] }', '{ files: x }'])
			expect(complaints(valid.replace('kernel: debian:6.12', `kernel: ${wrong}`))).toEqual([
				expect.stringMatching(
					/^m\.yaml:7:11: axes\.kernel: expected a value such as "debian:6\.12".*"file:PATH/,
				),
			])
	})

	it('spells settings as dockerd does, and the variable with or without quotes', () => {
		const settings = `{ userland-proxy: false, ipv6: true, disable-host-loopback: false, ignore-br-netfilter-error: 1 }`
		expect(readMatrix(valid.replace('{ icc: false }', settings), 'm.yaml').daemons.shut).toEqual({
			userlandProxy: false,
			ipv6: true,
			disableHostLoopback: false,
			ignoreBrNetfilterError: '1',
		})
	})

	it.each([
		['mirrors: [https://mirror.test/docker, ../files, file:///srv/files]', 3],
		['mirrors: ../files', 1],
		['mirrors:', 0],
		['', 0],
	])('may say where else to look: %s', (line, count) => {
		expect(readMatrix(`${valid}${line}\n`, 'm.yaml').mirrors).toHaveLength(count)
	})

	it('may leave a profile empty', () => {
		expect(complaints(valid.replace('default: {}', 'default:'))).toEqual([])
	})
})

describe('every problem is told at once', () => {
	it('with file, line, column, what was expected, what stands there and what was meant', () => {
		const text = `schemaVersion: 2
name: mine
colour: red
daemons:
  default: {}
  shut: { icc: nope, userland_proxy: false }
axes:
  kernel: debian:6.x
  brNetfilter: [loaded, unlaoded]
  docker: 26.1
  rootlesskit: bundeld
  portDriver: builtin
  daemon: defualt
coverage: pairwize
cells:
  - { network: pasta }
  - { network: pasta@2025_05_03 }
  - {}
`
		// Whoever adds a provider adds an example.
		const found = complaints(text).map((line) =>
			line.replace(/(expected a value such as (?:"bundled", )?"debian:[^"]+").*(?=, found )/, '$1 …'),
		)
		expect(found).toMatchInlineSnapshot(`
			[
			  "m.yaml:1:16: schemaVersion: expected 1, the only version there is, found 2",
			  "m.yaml:3:1: colour: unknown key here; expected one of "schemaVersion", "name", "mirrors", "daemons", "axes", "coverage", "seed", "checks", "compareSnapshots", "driver", "arch", "cells", "include", "exclude"",
			  "m.yaml:6:16: daemons.shut.icc: expected true or false, found "nope"",
			  "m.yaml:6:22: daemons.shut.userland_proxy: unknown key in daemons.shut; expected one of "icc", "userland-proxy", "ignore-br-netfilter-error", "ipv6", "disable-host-loopback", "mtu", "detach-netns", "rootlesskit-flags", "slirp4netns-sandbox", "slirp4netns-seccomp", "firewall-backend", "ip6tables", "bridge", "storage-driver", "containerd-snapshotter", "env", "iptables", "sysctls"; did you mean "userland-proxy"?",
			  "m.yaml:8:11: axes.kernel: expected a value such as "debian:6.12" …, found "debian:6.x"",
			  "m.yaml:9:25: axes.brNetfilter[1]: expected one of "loaded", "unloaded", "absent", found "unlaoded"; did you mean "unloaded"?",
			  "m.yaml:10:11: axes.docker: expected a value such as "debian:26.1" …, found 26.1",
			  "m.yaml:11:16: axes.rootlesskit: expected a value such as "bundled", "debian:2.0.2" …, found "bundeld"; did you mean "bundled"?",
			  "m.yaml:13:11: axes.daemon: no daemon profile is called "defualt"; expected one of "default", "shut"; did you mean "default"?",
			  "m.yaml:14:11: coverage: expected "full", "pairwise" or "list", found "pairwize"; did you mean "pairwise"?",
			  "m.yaml:16:16: cells[0].network: expected a passt version behind "pasta@", such as "pasta@2025_05_03" or "pasta@2025_05_03.587980c", or a file: "pasta@file:PATH#sha256=SUM", "pasta@https://…#sha256=SUM", found "pasta"",
			  "m.yaml:17:5: cells[1]: cannot be run: pasta forwards ports itself, and RootlessKit rejects any port driver but "implicit" and "pesto" with it",
			  "m.yaml:18:5: cells[2]: no value for "network", neither here nor in "axes"",
			]
		`)
	})

	it('in order of their lines', () => {
		const text = valid.replace('- {}', '- { network: pasta }').replace('name: mine', 'name: ""')
		expect(complaints(text).map((line) => line.split(':')[1])).toEqual(['2', '16'])
	})
})

describe('a problem is', () => {
	const place = (text: string, ...changes: [string, string][]) =>
		complaints(changes.reduce((file, [from, to]) => file.replace(from, to), text))

	it.each([
		['broken YAML', 'a: [1\nb: {\n', 'm.yaml:2:1: YAML:'],
		['an empty file', '# nothing\n', 'm.yaml:1:1: the file is empty'],
		['a list instead of a map', '- 1\n', 'm.yaml:1:1: expected a map of keys and values, found [1]'],
		['a bare word', 'quick\n', 'm.yaml:1:1: expected a map of keys and values, found "quick"'],
		['an alias to nothing', 'a: *b\n', 'YAML: Unresolved alias'],
		['a second document', `${valid}---\n${valid}`, 'YAML:'],
		[
			'a key written twice',
			valid.replace('  - {}', '  - { daemon: shut, daemon: shut }'),
			'YAML: Map keys must be unique',
		],
	])('%s', (_, text, complaint) => {
		const found = complaints(text)
		expect(found[0]).toContain(complaint)
	})

	it.each([
		['a missing axis', '  kernel: debian:6.12\n', '', 'no value for "kernel", neither here nor in "axes"'],
		[
			'a profile nobody defined',
			'- {}',
			'- { daemon: shot }',
			'm.yaml:16:15: cells[0].daemon: no daemon profile is called "shot"; expected one of "default", "shut"; did you mean "shut"?',
		],
		[
			'a cell that breaks a constraint',
			'- {}',
			'- { portDriver: implicit }',
			'm.yaml:16:5: cells[0]: cannot be run: the "implicit" port driver',
		],
		[
			'pasta with a RootlessKit that has none',
			'- {}',
			'- { docker: debian:20.10, network: pasta@2025_05_03, portDriver: implicit }',
			'cannot be run: RootlessKit 1',
		],
		['coverage list without cells', 'cells:\n  - {}\n', '', 'coverage "list" needs at least one cell'],
		['coverage full with cells', 'coverage: list', 'coverage: full', 'put further ones under "include"'],
		[
			'coverage pairwise with cells',
			'coverage: list',
			'coverage: pairwise',
			'coverage "pairwise" makes the cells from "axes"',
		],
		[
			'a value listed twice in a pairwise cover',
			'coverage: list\ncells:\n  - {}',
			'coverage: pairwise\ninclude: [{ kernel: [debian:6.1, debian:6.1] }]',
			'include[0]: asks for a cell more than once',
		],
		[
			'a seed that is no number',
			'coverage',
			'seed: luck\ncoverage',
			'seed: expected a whole number, found "luck"',
		],
		[
			'a check that nobody knows',
			'coverage',
			'checks: [egress.tcp, egress.http]\ncoverage',
			'checks[1]: expected the id of a check, or a pattern such as "publish.*" (`rootless-matrix checks` lists them), found "egress.http"',
		],
		[
			'the same cell twice',
			'- {}',
			'- {}\n  - { brNetfilter: loaded }',
			'm.yaml:17:5: cells[1]: asks for a cell that cells[0] (line 16) already has',
		],
		[
			'a value listed twice',
			'brNetfilter: loaded',
			'brNetfilter: [loaded, loaded]',
			'asks for a cell more than once',
		],
		[
			'an exclude that matches nothing',
			'coverage',
			'exclude: [{ docker: debian:28.5 }]\ncoverage',
			'exclude[0]: matches no cell',
		],
		[
			'an empty list of values',
			'brNetfilter: loaded',
			'brNetfilter: []',
			'axes.brNetfilter: expected at least one value, found []',
		],
		['cells that are no list', 'cells:\n  - {}', 'cells: 3', 'cells: expected a list of cells, found 3'],
		['no coverage', 'coverage: list\n', '', 'coverage: missing; expected "full", "pairwise" or "list"'],
		['a setting nobody knows', 'icc: false', 'iccc: false', 'daemons.shut.iccc: unknown key in daemons.shut'],
	])('%s', (_, from, to, complaint) => {
		expect(place(valid, [from, to]).join('\n')).toContain(complaint)
	})

	it('a mirror that is none', () => {
		expect(complaints(`${valid}mirrors:\n  - ftp://mirror.test/\n  - 3\n`)).toEqual([
			'm.yaml:18:5: mirrors[0]: expected an http or https address, or the path of a directory, found "ftp://mirror.test/"',
			'm.yaml:19:5: mirrors[1]: expected an http or https address, or the path of a directory, found 3',
		])
		expect(complaints(`${valid}mirrors: { a: b }\n`)[0]).toContain('a list of addresses and directories')
	})

	it('a product that nobody waits for, told without making it', () => {
		const many = (count: number, value: (n: number) => string) =>
			`[${Array.from({ length: count }, (_, n) => value(n)).join(', ')}]`
		const text = valid
			.replace('kernel: debian:6.12', `kernel: ${many(2000, (n) => `debian:6.${n}`)}`)
			.replace('docker: debian:26.1', `docker: ${many(2000, (n) => `debian:26.${n}`)}`)
		expect(complaints(text)).toEqual([
			'm.yaml:7:3: axes: stands for 4000000 cells; at most 100000 can be planned',
		])
	})
})
