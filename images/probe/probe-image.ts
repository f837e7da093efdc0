import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { extract, type Header, pack, type Pack } from 'tar-stream'
import { type Architecture, debianArchitecture, nodeArchitecture } from '#results/architecture'
import type { Apt } from '../artifacts/apt/apt.ts'
import { aptFault } from '../artifacts/apt/apt-fault.ts'
import { type Cache, sha256OfFile } from '../artifacts/cache.ts'
import { foreignOptions, runMmdebstrap } from '../host/mmdebstrap.ts'
import { guestOwners } from '../host/owners.ts'

const scripts = join(import.meta.dirname, 'rootfs/probe')

/** Debian's static busybox crashes on a look-up by name, so the image brings a libc. */
const packages = ['busybox', 'socat', 'iputils-ping', 'libc6']
const applets =
	'sh base64 cat cut dd dirname echo env grep head ip kill ls mkdir mktemp mv nc nslookup od printf rm sed seq sha256sum sleep sort tail test timeout touch tr true wc wget'.split(
		' ',
	)

/** What the daemon knows the image as. It is loaded, never pulled. */
export const probeImageName = 'rootless-matrix/probe:1'

export interface ProbeImage {
	/** An archive in the format of `docker save`. */
	readonly path: string
	readonly name: string
}

/** The container image that checks run their clients and servers in. */
export async function probeImage(
	cache: Cache,
	apt: Apt,
	options: {
		readonly arch: Architecture
		readonly signal?: AbortSignal | undefined
		readonly log?: (message: string) => void
	},
): Promise<ProbeImage> {
	const { arch, signal } = options
	const files: Record<string, string> = {}
	for (const name of (await readdir(scripts)).sort())
		files[name] = await readFile(join(scripts, name), 'utf8')
	const dir = await cache.entry({
		kind: 'probe',
		inputs: { builder: 5, packages, applets, files, arch: nodeArchitecture(arch) },
		signal,
		onBuild: () => options.log?.('Building the probe image that the checks’ containers run'),
		build: async (into) => {
			const root = join(into, 'root.tar')
			const layer = join(into, 'layer.tar')
			const sources = join(into, 'sources.list')
			const { mmdebstrapMode } = await guestOwners(signal)
			// In a file, not among the arguments: the mirror's address may hold a password.
			await writeFile(sources, apt.sourcesListOf('trixie'), { mode: 0o600 })
			try {
				await runMmdebstrap(
					mmdebstrapMode,
					[
						...['--variant=extract', '--format=tar', `--include=${packages.join(',')}`],
						`--aptopt=${apt.configAcquirePath}`,
						...foreignOptions(arch),
						...['trixie', root, sources],
					],
					{ to: 'build the probe image', signal, deadline: 600_000 },
				)
			} catch (error) {
				throw aptFault(error, 'The probe image could not be built.')
			}
			await writeLayer(root, layer, files)
			await writeArchive(layer, join(into, 'probe.tar'), arch)
			await rm(sources)
			await rm(root)
			await rm(layer)
		},
	})
	return { path: join(dir, 'probe.tar'), name: probeImageName }
}

const programs = /^usr\/s?bin\/(busybox|socat1?|ping[46]?)$/
/** The dynamic linker and the libraries; conversion tables, engines and what only left-out programs use are not. */
const libraries =
	/^usr\/(lib64\/|lib\/ld-linux-aarch64|lib\/[^/]+\/(?!libdb-|libmvec|libperl)[^/]+\.so[^/]*$)/

/** Whether a container of the probe image needs this file of Debian's. */
export function belongsInProbe(name: string): boolean {
	return programs.test(name) || libraries.test(name) || name.startsWith('etc/ld.so.conf')
}

/** Filters mmdebstrap's tree and adds busybox's names and the probe scripts. */
async function writeLayer(root: string, layer: string, files: Record<string, string>): Promise<void> {
	const out = pack()
	const written = pipeline(out, createWriteStream(layer))
	const unpack = extract()
	unpack.on('entry', (header, stream, next) => {
		const name = header.name.replace(/^\.\//, '')
		if (header.type === 'directory' || !belongsInProbe(name)) {
			stream.on('end', next)
			stream.resume()
			return
		}
		stream.pipe(out.entry({ ...header, name }, next))
	})
	// Debian's base-files would bring the names of before the merged /usr; the dynamic linker is known by one.
	for (const name of ['bin', 'sbin', 'lib', 'lib64'])
		await add(out, { name, type: 'symlink', linkname: `usr/${name}` })
	await pipeline(createReadStream(root), unpack)
	for (const applet of applets)
		if (!files[applet]) await add(out, { name: `usr/bin/${applet}`, type: 'symlink', linkname: 'busybox' })
	await add(out, { name: 'probe', type: 'directory', mode: 0o755 })
	for (const [name, text] of Object.entries(files))
		await add(out, { name: `probe/${name}`, mode: 0o755 }, text)
	await add(out, { name: 'tmp', type: 'directory', mode: 0o1777 })
	out.finalize()
	await written
}

/** One layer, a config and a manifest: what `docker load` has read since 1.10, classic and containerd store alike. */
async function writeArchive(layer: string, archive: string, arch: Architecture): Promise<void> {
	const config = JSON.stringify({
		architecture: debianArchitecture(arch),
		os: 'linux',
		created: '2025-01-01T00:00:00Z',
		config: {
			Env: ['PATH=/probe:/usr/bin:/usr/sbin:/bin:/sbin'],
			Cmd: ['sleep', '86400'],
			// As process 1 the probes would ignore SIGTERM, and dockerd wait 10 s for each.
			StopSignal: 'SIGKILL',
		},
		rootfs: { type: 'layers', diff_ids: [`sha256:${await sha256OfFile(layer)}`] },
		history: [{ created: '2025-01-01T00:00:00Z', created_by: 'rootless-matrix' }],
	})
	const configName = `${createHash('sha256').update(config).digest('hex')}.json`
	const out = pack()
	const written = pipeline(out, createWriteStream(archive))
	await add(out, { name: configName }, config)
	const { size } = await stat(layer)
	await new Promise<void>((resolve, reject) => {
		const entry = out.entry({ name: 'layer.tar', size }, (error) => (error ? reject(error) : resolve()))
		createReadStream(layer).on('error', reject).pipe(entry)
	})
	const manifest = [{ Config: configName, RepoTags: [probeImageName], Layers: ['layer.tar'] }]
	await add(out, { name: 'manifest.json' }, JSON.stringify(manifest))
	out.finalize()
	await written
}

type Entry = Partial<Header> & { readonly name: string }

function add(out: Pack, header: Entry, text?: string): Promise<void> {
	// The types want every field of a header; the packer fills in what is missing.
	const entry = { mtime: new Date(0), uid: 0, gid: 0, ...header } as Header
	return new Promise((resolve, reject) => {
		const done = (error?: Error | null) => (error ? reject(error) : resolve())
		if (text === undefined) out.entry(entry, done)
		else out.entry(entry, text, done)
	})
}
