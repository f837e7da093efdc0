import { execFile } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Apt, Cache, cacheDirectory, lockFileName } from '#images'
import { hostArchitecture } from '#results/architecture'
import { type DirectoryServer, serveDirectory, upstreamTarballsFromDebian } from '#images/testing'
import { startCli } from './cli-process.ts'

/** No VM is booted here: what two harnesses, a bad disk and a bad mirror do to a cache, with real processes. */
const matrix = `schemaVersion: 1
name: shared-cache
daemons: { default: {} }
axes:
  kernel: debian:6.12
  brNetfilter: loaded
  docker: upstream:28.5.2
  rootlesskit: bundled
  network: slirp4netns@1.2.1
  portDriver: builtin
  daemon: default
coverage: full
`

const run = promisify(execFile)

let home: string
let tarballs: string
let mirror: DirectoryServer
const file = (name: string) => join(home, name)

beforeAll(async () => {
	home = await mkdtemp(join(tmpdir(), 'shared-cache-vm-test-'))
	await writeFile(file('matrix.yaml'), matrix)
	const cacheRoot = cacheDirectory()
	const context = {
		arch: hostArchitecture(),
		cache: new Cache(cacheRoot),
		apt: await Apt.open({ cacheRoot }),
	}
	// A base image takes two minutes; what is asked of a cache the other entries show as well.
	await mkdir(file('cache'), { mode: 0o700 })
	if (existsSync(join(cacheRoot, 'base')))
		await run('cp', ['--archive', '--sparse=always', join(cacheRoot, 'base'), file('cache')])
	tarballs = (await upstreamTarballsFromDebian({ series: '28.5', into: file('mirror') }, context)).dir
	mirror = await serveDirectory(tarballs)
})
afterAll(async () => {
	await mirror?.close()
	await rm(home, { recursive: true, force: true })
})

async function fetchInto(
	cache: string,
	from: string,
	{ through = [], matrix = 'matrix.yaml' }: { through?: readonly string[]; matrix?: string } = {},
) {
	const env = { ROOTLESS_MATRIX_CACHE: file(cache), ROOTLESS_MATRIX_DOCKER_MIRROR: from }
	const cli = startCli(['fetch', '--matrix', file(matrix)], env, through)
	return { code: await cli.ended, output: cli.output() }
}

const path = `/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}/docker-28.5.2.tgz`
const timesAsked = () => mirror.asked.filter((asked) => asked === path).length

const sumOf = (lock: string, version: string): string =>
	new RegExp(`docker-${version}\\.tgz[^]*?sha256: "?([0-9a-f]{64})`).exec(lock)![1]!

/** The cache's own copy of the docker tarball. */
async function cachedTarball(): Promise<string> {
	const { size } = await stat(join(tarballs, path))
	const all = await readdir(file('cache'), { recursive: true })
	const names = all.filter((name) => !name.startsWith('quarantine/') && !name.startsWith('scratch/'))
	for (const name of names) {
		const candidate = file(join('cache', name))
		const { isFile, isSame } = await stat(candidate).then(
			(found) => ({ isFile: found.isFile(), isSame: found.size === size }),
			() => ({ isFile: false, isSame: false }),
		)
		if (isFile && isSame) return candidate
	}
	throw new Error(`no file of ${size} bytes in the cache:\n${names.join('\n')}`)
}

test('two harnesses that start on one empty cache build and download everything once', async () => {
	const both = await Promise.all([fetchInto('cache', mirror.url), fetchInto('cache', mirror.url)])
	for (const { code, output } of both) expect(code, output).toBe(0)
	expect(timesAsked()).toBe(1)
	const built = both.map(({ output }) => output.match(/Building the probe image/g)?.length ?? 0)
	expect(built[0]! + built[1]!, both.map(({ output }) => output).join('\n')).toBe(1)
	const verify = startCli(['images', 'verify'], { ROOTLESS_MATRIX_CACHE: file('cache') })
	expect(await verify.ended, verify.output()).toBe(0)
})

test('a cached file that changed is found, put in quarantine, and fetched again', async () => {
	const tarball = await cachedTarball()
	const before = await readFile(tarball)
	const handle = await open(tarball, 'r+')
	await handle.write(Buffer.from([before[1000]! ^ 1]), 0, 1, 1000)
	await handle.close()
	const verify = startCli(['images', 'verify'], { ROOTLESS_MATRIX_CACHE: file('cache') })
	expect(await verify.ended, verify.output()).not.toBe(0)
	expect(verify.output()).toContain('docker-28.5.2.tgz')
	const asked = timesAsked()
	const { code, output } = await fetchInto('cache', mirror.url)
	expect(code, output).toBe(0)
	expect(timesAsked()).toBe(asked + 1)
	expect((await readFile(await cachedTarball())).equals(before)).toBe(true)
})

test('a lock that says another sum stops the harness, which shows both', async () => {
	const lock = await readFile(file(lockFileName), 'utf8')
	const sum = sumOf(lock, '28.5.2')
	const other = (sum.startsWith('0') ? '1' : '0') + sum.slice(1)
	await writeFile(file(lockFileName), lock.replaceAll(sum, other))
	try {
		const { code, output } = await fetchInto('cache', mirror.url)
		expect(code, output).toBe(3)
		expect(output).toContain(sum)
		expect(output).toContain(other)
	} finally {
		await writeFile(file(lockFileName), lock)
	}
})

test('a server that dies in mid-download is named; the next fetch goes on where it broke', async () => {
	// The same bytes under another version's name: nobody runs them.
	const other = path.replace('28.5.2', '28.5.1')
	await writeFile(file('other.yaml'), matrix.replace('28.5.2', '28.5.1'))
	const { size } = await stat(join(tarballs, path))
	const half = Math.floor(size / 2)
	let served = 0
	const server = createServer((request, response) => {
		if (request.url !== other) return void response.writeHead(404).end()
		served++
		response.writeHead(200, { 'content-length': size, etag: '"one"', 'accept-ranges': 'bytes' })
		createReadStream(join(tarballs, path), { end: half - 1 })
			.on('end', die)
			.pipe(response, { end: false })
	})
	// Time for what was written to arrive; then nobody listens there any more.
	const die = () => setTimeout(() => (server.closeAllConnections(), server.close()), 300)
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	const { port } = server.address() as AddressInfo
	const dead = await fetchInto('cache', `http://127.0.0.1:${port}`, { matrix: 'other.yaml' })
	expect(served).toBe(1)
	expect(dead.code, dead.output).toBe(1)
	expect(dead.output).toContain(`http://127.0.0.1:${port}${other}`)

	const ranges: (string | undefined)[] = []
	const alive = createServer((request, response) => {
		if (request.url !== other) return void response.writeHead(404).end()
		ranges.push(request.headers.range)
		const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
		const range = { 'content-range': `bytes ${from}-${size - 1}/${size}` }
		response.writeHead(from > 0 ? 206 : 200, {
			...(from > 0 ? range : {}),
			'content-length': size - from,
			etag: '"one"',
		})
		createReadStream(join(tarballs, path), { start: from }).pipe(response)
	})
	await new Promise<void>((resolve) => alive.listen(port, '127.0.0.1', resolve))
	try {
		const again = await fetchInto('cache', `http://127.0.0.1:${port}`, { matrix: 'other.yaml' })
		// The extras are not served here, so the cell still lacks something; the tarball is whole.
		expect(again.code, again.output).toBe(1)
		expect(ranges).toEqual([`bytes=${half}-`])
		// Whole, since its sum is that of the other name's file.
		const lock = await readFile(file(lockFileName), 'utf8')
		const sums = ['28.5.1', '28.5.2'].map((version) => sumOf(lock, version))
		expect(sums[0]).toBe(sums[1])
	} finally {
		alive.closeAllConnections()
		alive.close()
	}
})

test('a full disk is said to be full, and what to do about it', async () => {
	// A namespace of its own, so that the mount goes with the process.
	const small = `mkdir -p ${file('small')} && mount -t tmpfs -o size=24m,mode=0700 tmpfs ${file('small')} && exec "$@"`
	const { code, output } = await fetchInto('small', mirror.url, {
		through: ['unshare', '--mount', 'sh', '-c', small, 'sh'],
	})
	expect(code, output).toBe(3)
	expect(output).toMatch(/No room in the cache for Debian’s package lists: \d+ MiB are free/)
	expect(output).toContain(file('small'))
	expect(await readdir(file('small'))).toEqual([])
})
