import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '#results/errors'
import { type Bounded, holdMutex, replaceAtomic, runTool } from '../host/index.ts'
import type { ReadonlyDisk, VmSpec } from '../spec.ts'
import { type LimaHome, show } from './home.ts'
import type { LimaCalls } from './limactl.ts'
import type { LimaPlatform } from './platform.ts'

/** Lima's name of a disk: its serial number, which nothing in the guest sees. */
const diskName = ({ serial }: ReadonlyDisk): string => serial.toLowerCase().replace(/[^a-z0-9-]/g, '-')

/**
 * Gives Lima the spec's disks: each an image that has nothing but what the guest will write, over the cache's own file,
 * which is never written to. Copying it costs nothing.
 * @throws HostError, also where limactl says that it has imported what it has not.
 */
export async function importDisks(
	{ disks = [] }: Pick<VmSpec, 'disks'>,
	home: LimaHome,
	calls: LimaCalls,
	bounded: Bounded,
): Promise<string[]> {
	const names: string[] = []
	for (const disk of disks) {
		const name = diskName(disk)
		const overlay = join(home.home, `${name}.qcow2`)
		const under = disk.path === undefined ? [] : ['-b', await show(home, disk.path, bounded), '-F', 'raw']
		const size = disk.bytes === undefined ? [] : [String(disk.bytes)]
		await runTool(calls.command(['qemu-img', 'create', '-q', '-f', 'qcow2', ...under, overlay, ...size]), {
			to: `make the disk ${name}`,
			...bounded,
		})
		await calls.call(['disk', 'import', name, overlay], { to: `give Lima the disk ${name}`, ...bounded })
		await checkImport(name, overlay, join(home.home, '_disks', name, 'datadisk'))
		names.push(name)
	}
	return names
}

/** `limactl disk import` ends with 0 when its copy fails. */
async function checkImport(name: string, from: string, imported: string): Promise<void> {
	const [wanted, found] = await Promise.all([readFile(from), readFile(imported).catch(() => undefined)])
	if (found?.equals(wanted)) return
	const how = found === undefined ? 'is not there' : `has ${found.length} bytes in place of ${wanted.length}`
	throw new HostError(`limactl says that it imported the disk ${name}, and it ${how}`, {
		hint: 'Is the disk of the temporary directory full? TMPDIR names another one.',
	})
}

/** Milliseconds to write an image of the root file system on a busy disk. */
const CONVERT_DEADLINE = 900_000

/**
 * The root disk's image as Lima takes it: whole, since it refuses one that lies over another. It is made once for all VMs of
 * a base image, and Lima makes each a copy.
 */
export async function rootImage(
	{ root, scratchDir }: Pick<VmSpec, 'root' | 'scratchDir'>,
	home: LimaHome,
	{ rootFormat }: LimaPlatform,
	bounded: Bounded,
): Promise<{ readonly path: string; readonly bytes: number }> {
	const { size, mtimeMs } = await stat(root.path)
	const bytes = root.format === 'raw' ? size : await virtualSize(root.path, bounded)
	if (root.format === rootFormat) return { path: await show(home, root.path, bounded), bytes }
	const key = createHash('sha256').update(`${root.path} ${size} ${mtimeMs}`).digest('hex').slice(0, 16)
	const path = join(scratchDir ?? home.directory, `lima-root-${key}.${rootFormat}`)
	await using _mutex = await holdMutex(`${path}.lock`, { signal: bounded.signal })
	if (!(await exists(path)))
		await replaceAtomic(path, async (temporary) => {
			const formats = ['-f', root.format, '-O', rootFormat]
			const to = 'write the root disk for Lima'
			const limits = { signal: bounded.signal, deadline: CONVERT_DEADLINE }
			await runTool(['qemu-img', 'convert', ...formats, root.path, temporary], { to, ...limits })
		})
	return { path: await show(home, path, bounded), bytes }
}

async function virtualSize(path: string, bounded: Bounded): Promise<number> {
	const info = await runTool(['qemu-img', 'info', '--output=json', path], {
		to: `look at ${path}`,
		...bounded,
	})
	return (JSON.parse(info) as { 'virtual-size': number })['virtual-size']
}

const exists = (path: string): Promise<boolean> =>
	stat(path).then(
		() => true,
		() => false,
	)
