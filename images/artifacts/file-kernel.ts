import { mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { PartOrigin } from '#results'
import type { Architecture } from '#results/architecture'
import {
	type CannotRun,
	type DevicePlan,
	type KernelSet,
	lookUp,
	planDevices,
	type Presence,
	readKernelSet,
	sumOfDirectory,
	sumOfFile,
	unpackKernelSet,
} from '#vm/kernel'
import { oldestLinux } from '../guest/distributions/index.ts'
import type { KernelFile } from '../providers/index.ts'
import { readJson } from './cache.ts'
import { ArtifactFault } from './fault.ts'
import type { KernelTree } from './kernel.ts'
import type { PartContext } from './stack/part.ts'

/** What the cache's entry says of the kernel in it. */
interface Unpacked {
	readonly release: string
	readonly config: boolean
	readonly modules: boolean
	readonly devices: DevicePlan
	readonly brNetfilter: Presence
	/** What was noticed in the set and left out. */
	readonly notes: readonly string[]
}

/**
 * A kernel out of files of one's own: one set, unpacked once for the same content. What cannot run is refused before
 * anything boots.
 * @throws ArtifactFault for a file that is missing, has another sum or changes meanwhile, and for a kernel that cannot
 * run; ArtifactError for a set that is damaged, strange or not of one kernel.
 */
export async function fileKernel(files: readonly KernelFile[], context: PartContext): Promise<KernelTree> {
	const { arch, cache, codeOf, readDisk, signal, log, baseDir = '.' } = context
	const asked = files.find((file) => file.release !== undefined)?.release
	const given = files.map((file) => ({ ...file, path: resolve(baseDir, file.path) }))
	const sums = await sumsOf(given, signal)
	const dir = await cache.entry({
		kind: 'kernels',
		// In whatever order they are given, they are one kernel.
		inputs: { code: await codeOf?.('fileKernels'), files: sums.map(({ sum }) => sum).sort(), asked },
		signal,
		build: async (into) => {
			const set = await readKernelSet(
				given.map(({ path }) => path),
				{ signal, readDisk, release: asked },
			)
			const devices = devicesOf(set, arch)
			const tree = join(into, 'tree')
			await mkdir(tree)
			const kernel = await unpackKernelSet(set, tree, { signal, readDisk })
			// What is recorded has to be what boots: somebody may be building the kernel just now.
			const after = await sumsOf(given, signal)
			for (const [index, { path, sum }] of after.entries()) if (sum !== sums[index]?.sum) throw changed(path)
			const unpacked: Unpacked = {
				release: kernel.release,
				config: kernel.config !== undefined,
				modules: kernel.modulesDirs.length > 0,
				devices,
				brNetfilter: lookUp(set, { options: ['BRIDGE_NETFILTER'], modules: ['br_netfilter'] }).presence,
				notes: set.notes,
			}
			await writeFile(join(into, 'kernel.json'), JSON.stringify(unpacked))
		},
	})
	const tree = join(dir, 'tree')
	const { release, config, modules, devices, brNetfilter, notes } = await readJson<Unpacked>(
		join(dir, 'kernel.json'),
	)
	for (const note of notes) log?.(note)
	return {
		tree,
		key: basename(dir),
		kernel: {
			release,
			vmlinuz: join(tree, 'vmlinuz'),
			modulesDirs: modules ? [join(tree, 'modules')] : [],
			...(config ? { config: join(tree, 'config') } : {}),
		},
		devices,
		brNetfilter,
		origins: sums.map(({ path, sum }): PartOrigin => {
			return { part: 'kernel', provider: 'file', version: release, source: basename(path), sha256: sum }
		}),
	}
}

interface Summed {
	readonly path: string
	readonly sum: string
}

async function sumsOf(files: readonly KernelFile[], signal: AbortSignal | undefined): Promise<Summed[]> {
	const sums: Summed[] = []
	for (const { path, sha256 } of files) {
		const info = await stat(path).catch((cause: NodeJS.ErrnoException) => {
			throw new ArtifactFault('missing-file', `${path}: cannot be opened: ${cause.code ?? cause.message}.`, {
				hint: 'Paths behind `file:` are meant from the directory of the matrix file.',
			})
		})
		const isDirectory = info.isDirectory()
		if (isDirectory && sha256 !== undefined)
			throw new ArtifactFault('wrong-sum', `${path}: is a directory, and has no sha256. Expected a file.`, {
				hint: 'Pack it (`tar -cf kernel.tar -C DIR .`) and give the sum of the archive, or leave the sum out.',
			})
		const sum = isDirectory
			? await sumOfDirectory(path, { signal })
			: info.isFile()
				? await sumOfFile(path, { signal })
				: // `readKernelSet` says what is wrong with a socket or a device; opening one may never end.
					''
		if (sha256 !== undefined && sum !== sha256)
			throw new ArtifactFault('wrong-sum', `${path}: expected the sha256 ${sha256}, found ${sum}.`, {
				hint: 'The file is another one than was meant: get it anew, or correct the sum in the matrix file.',
			})
		sums.push({ path, sum })
	}
	return sums
}

const changed = (path: string) =>
	new ArtifactFault('changed-file', `${path}: changed while it was unpacked, so nothing was made of it.`, {
		hint: 'Wait until whatever writes it has finished, and start again.',
	})

const modulePackages =
	'Give the packages with its modules as well: linux-modules-RELEASE (Debian since 6.19, Ubuntu); on RHEL and its like ' +
	'kernel-modules-core and kernel-modules; or the directory /lib/modules/RELEASE.'

/** @throws ArtifactFault for a kernel that cannot run a guest, or of which that cannot be told. */
export function devicesOf(set: KernelSet, arch: Architecture): DevicePlan {
	const { image, modules, config } = set
	const found = planDevices(set, { arch, minLinux: oldestLinux() })
	if (!found.runs) throw cannotRun(found, set)
	// Nearly every kernel has the drivers of its disk in modules: without them it would only panic later.
	if (modules === undefined && config === undefined)
		throw new ArtifactFault(
			'cannot-run',
			`${image?.from ?? 'The set'}: there are no modules with it, and nothing says which drivers are built in. Expected its modules or its configuration.`,
			{ hint: modulePackages },
		)
	return found
}

function cannotRun({ obstacles }: CannotRun, { modules }: KernelSet): ArtifactFault {
	const isDriver = obstacles.some(
		({ obstacle }) => obstacle.startsWith('no-') && obstacle !== 'no-user-namespaces',
	)
	return new ArtifactFault('cannot-run', obstacles.map(({ sentence }) => sentence).join(' '), {
		hint:
			modules === undefined && isDriver
				? modulePackages
				: '`rootless-matrix kernel inspect FILE…` says what this kernel has and lacks.',
	})
}
