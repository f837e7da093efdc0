import { chmod, chown, copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { ArtifactError } from '#results/errors'
import { makeOwnedDirectory, startConfined } from '../../../host/index.ts'
import { directoryEntries } from '../directory.ts'
import type { Entry } from '../entry.ts'
import type { SetLimits } from '../limits.ts'

/** As whom confined programs run when the harness is root. */
const nobody = 65534

interface DiskSource {
	readonly path: string
	readonly format: string
	readonly limits: SetLimits
	readonly signal?: AbortSignal | undefined
}

/**
 * The files of a disk that is one ext4 file system without partitions, as WSL's modules.vhdx is. It is copied out by
 * debugfs in a confined child, to a directory that is removed in the end; nothing is mounted.
 * @throws ArtifactError when it is something else.
 */
export async function* diskEntries({ path, format, limits, signal }: DiskSource): AsyncGenerator<Entry> {
	const scratch = await makeOwnedDirectory('disk')
	try {
		await chmod(scratch, 0o755)
		const [given, out] = [join(scratch, 'given'), join(scratch, 'out')]
		await copyFile(path, given)
		await chmod(given, 0o644)
		await mkdir(out)
		if (process.getuid?.() === 0) await chown(out, nobody, nobody)
		const run = async (argv: readonly [string, ...string[]]) => {
			const options = { signal, deadline: limits.deadline, maxFileBytes: limits.maxBytes }
			const program = startConfined(argv, Readable.from([]), options)
			program.stdout.resume()
			const { status, stderr } = await program.ended
			if (status !== 0) throw unreadable(path, format, stderr || `${argv[0]}: ${status}`)
			return stderr
		}
		const raw = format === 'ext4' ? given : join(out, 'raw')
		if (raw !== given) await run(['qemu-img', 'convert', '-f', format, '-O', 'raw', given, raw])
		// debugfs copies to a directory that is there, and ends with 0 whatever happens.
		const said = await run(['debugfs', '-R', `rdump / ${out}`, raw])
		if (/Bad magic number|Filesystem not open/.test(said)) throw unreadable(path, format, said)
		let entries = 0
		for await (const entry of directoryEntries(out, limits)) {
			if (entry.path === raw) continue
			entries++
			yield { ...entry, from: `${path}: ${entry.path.slice(out.length + 1)}` }
		}
		if (entries === 0) throw unreadable(path, format, 'no files')
	} finally {
		await rm(scratch, { recursive: true, force: true })
	}
}

const unreadable = (path: string, format: string, found: string) =>
	new ArtifactError(
		`${path}: cannot be read as a disk (${format}) that is one ext4 file system: ${found}. Expected one like WSL's modules.vhdx.`,
		{
			hint: 'Attach the disk to a machine, copy /boot and /lib/modules/RELEASE out of it, and give these directories.',
		},
	)
