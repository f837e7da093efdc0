import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Apt, Cache, cacheDirectory, lockFileName } from '#images'
import { hostArchitecture } from '#results/architecture'
import { type DirectoryServer, serveDirectory, upstreamTarballsFromDebian } from '#images/testing'
import type { CellRecord, Results } from '#results'
import { startCli } from './cli-process.ts'

/** quick's six configurations; the two that differ most are enough for every day, `all` is for a release. */
const configurations = {
	'{ daemon: icc-off-ignored, brNetfilter: absent }': 'always',
	'{ daemon: icc-off, brNetfilter: absent }': 'always',
	'{}': 'all',
	'{ network: pasta@2023_03_09, portDriver: implicit }': 'all',
	'{ network: pasta@2025_05_03, portDriver: implicit }': 'all',
	'{ daemon: icc-off }': 'all',
} as const
const isAll = process.env.ROOTLESS_MATRIX_TEST_ALL === '1'
const listed = Object.entries(configurations)
	.filter(([, when]) => isAll || when === 'always')
	.map(([configuration]) => configuration)

/** What the two could differ in; a release asks everything. */
const checks = isAll
	? []
	: [
			'--checks',
			'daemon.starts',
			'daemon.br-*',
			'daemon.network-icc-option',
			'bridge.*-v4',
			'bridge.icc-blocked',
			'publish.any-*',
			'egress.tcp',
		]

/** With Debian's 28.5.2 and with the same binaries in upstream's tarballs, and a cell whose tarballs lie. */
const matrix = `schemaVersion: 1
name: upstream
mirrors: []
daemons:
  default: {}
  icc-off: { icc: false }
  icc-off-ignored: { icc: false, ignore-br-netfilter-error: '1' }
axes:
  kernel: debian:6.12
  brNetfilter: loaded
  docker: [debian:28.5, upstream:28.5.2]
  rootlesskit: bundled
  # One by version: what goes with Debian's docker is that of its suite.
  network: slirp4netns@1.2.1
  portDriver: builtin
  daemon: default
coverage: list
cells:
${listed.map((configuration) => `  - ${configuration}\n`).join('')}  - { docker: upstream:27.5.1, brNetfilter: absent }
`

let home: string
let mirror: DirectoryServer
let succeeded = 0
const file = (name: string) => join(home, name)

beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'upstream-vm-test-'))
	await writeFile(file('matrix.yaml'), matrix)
	const cacheRoot = cacheDirectory()
	const context = {
		arch: hostArchitecture(),
		cache: new Cache(cacheRoot),
		apt: await Apt.open({ cacheRoot }),
	}
	const { dir } = await upstreamTarballsFromDebian({ series: '28.5', into: file('mirror') }, context)
	const arch = hostArchitecture()
	for (const name of ['docker', 'docker-rootless-extras'])
		await copyFile(join(dir, arch, `${name}-28.5.2.tgz`), join(dir, arch, `${name}-27.5.1.tgz`))
	// So that nothing of it is asked for elsewhere; nobody runs it.
	const buildx = `buildx-v0.20.0.linux-${arch === 'x86_64' ? 'amd64' : 'arm64'}`
	// Another one each time: what the cache has by its sum is not fetched.
	const binary = Buffer.concat([await readFile('/bin/true'), randomBytes(16)])
	await writeFile(join(dir, arch, buildx), binary, { mode: 0o755 })
	const sum = createHash('sha256').update(binary).digest('hex')
	await writeFile(join(dir, arch, 'buildx-v0.20.0.checksums.txt'), `${sum} *${buildx}\n`)
	mirror = await serveDirectory(dir)
})
afterAll(async () => {
	await mirror?.close()
	// What a failing run left behind is its evidence, so only good ones are cleared away.
	if (succeeded === 3) await rm(home, { recursive: true, force: true })
})

const ofFile = ['--matrix', 'matrix.yaml']

async function rootlessMatrix(args: readonly string[], through: readonly string[] = []) {
	const argv = args.map((arg) => (arg === 'matrix.yaml' ? file(arg) : arg))
	const cli = startCli(argv, { ROOTLESS_MATRIX_DOCKER_MIRROR: '' }, through)
	cli.child.stdout?.pipe(process.stdout, { end: false })
	return { code: await cli.ended, output: cli.output() }
}

async function run(runs: string, more: readonly string[], through: readonly string[] = []) {
	const ended = await rootlessMatrix(
		['run', ...ofFile, '--runs-dir', file(runs), ...checks, ...more],
		through,
	)
	const text = await readFile(join(file(runs), 'latest/results.json'), 'utf8')
	return { ...ended, results: JSON.parse(text) as Results }
}

/** The cells with this docker, by what else they are. */
function cellsOf({ cells }: Results, docker: string): Map<string, CellRecord> {
	return new Map(
		cells
			.filter(({ axes }) => axes.docker === docker)
			.map((cell) => [JSON.stringify({ ...cell.axes, docker: undefined }), cell]),
	)
}
function cell(results: Results, docker: string, daemon: string): CellRecord {
	const found = [...cellsOf(results, docker).values()].filter(
		({ axes }) => axes.brNetfilter === 'absent' && axes.daemon === daemon,
	)
	expect(found, `${docker} ${daemon}`).toHaveLength(1)
	return found[0]!
}
const verdicts = ({ checks }: CellRecord) =>
	Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]))

let online: Results

test('upstream’s tarballs from a mirror give the same verdicts as the same binaries from Debian', async () => {
	const { code, output, results } = await run('online', ['--mirror', mirror.url])
	online = results
	const debians = cellsOf(results, 'debian:28.5')
	const upstreams = cellsOf(results, 'upstream:28.5.2')
	expect(upstreams.size).toBe(listed.length)
	for (const [configuration, upstream] of upstreams) {
		const debian = debians.get(configuration)!
		expect(verdicts(upstream), output).toEqual(verdicts(debian))
		expect(upstream.verdict).toBe(debian.verdict)
		expect(upstream.stack.dockerd).toBe(debian.stack.dockerd)
		const origins = upstream.stack.origins.filter(({ provider }) => provider === 'upstream')
		expect(origins.map(({ part }) => part)).toEqual(['docker', 'docker-rootless-extras', 'rootlesskit'])
		for (const { source, sha256 } of origins) {
			expect(source).toMatch(new RegExp(`^${mirror.url}/\\w+/docker-.*28\\.5\\.2\\.tgz$`))
			expect(sha256).toMatch(/^[0-9a-f]{64}$/)
			expect(await readFile(file(lockFileName), 'utf8')).toContain(sha256)
		}
	}
	expect(cell(results, 'upstream:28.5.2', 'icc-off-ignored').verdict).toBe('known')

	const liar = cell(results, 'upstream:27.5.1', 'default')
	expect(liar.verdict).toBe('error')
	expect(liar.reason).toMatch(/^Asked for 27\.5\.1, the daemon says 28\.5\.2\S*\. /)
	expect(code).toBe(3)
	succeeded++
})

test('each file was fetched once', () => {
	// 28.5.2's buildx is not there, and may be looked for by several names.
	const fetched = mirror.asked.filter((path) => existsSync(join(file('mirror'), path)))
	expect([...fetched].sort()).toEqual([...new Set(fetched)].sort())
	// Two releases of two tarballs, and buildx with the checksums of its release.
	expect(fetched).toHaveLength(6)
	succeeded++
})

test('after a fetch, a run without any network gives the same results', async () => {
	const one = ['--only', '*docker28.5.2*icc-off']
	const fetched = await rootlessMatrix(['fetch', ...ofFile, '--mirror', mirror.url, '--frozen'])
	expect(fetched.code, fetched.output).toBe(0)
	await mirror.close()
	// A namespace whose only interface is lo, over which the VM's SSH port is reached.
	const alone = ['unshare', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
	const { code, output, results } = await run('offline', [...one, '--offline'], alone)
	expect(code, output).toBe(0)
	const [here] = results.cells
	const before = cell(online, 'upstream:28.5.2', 'icc-off')
	expect(here && verdicts(here)).toEqual(verdicts(before))
	expect(here?.stack).toEqual(before.stack)
	succeeded++
})
