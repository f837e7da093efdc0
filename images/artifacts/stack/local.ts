import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, copyFile, mkdir, rm, stat } from 'node:fs/promises'
import { basename, join, relative, resolve } from 'node:path'
import type { PartOrigin } from '#results'
import { ArtifactFault } from '../fault.ts'
import { sha256OfFile } from '../sum.ts'
import { buildPart, type PartContext, type PartName, type StackPart } from './part.ts'
import {
	assertPrograms,
	copyPrograms,
	dockerOptional,
	dockerRequired,
	findPrograms,
	type Programs,
} from './programs.ts'

/** A maintainer's own build: what it is, it says itself; it changes too often to be pinned, its sums are recorded. */
export async function localDocker(dir: string, context: PartContext): Promise<StackPart> {
	const plugins = ['docker-buildx', 'cli-plugins/docker-buildx']
	const found = await localPrograms(dir, dockerRequired, [...dockerOptional, ...plugins])
	return localPart('docker', 'dockerd', dir, found, context)
}

/** RootlessKit out of a directory. */
export async function localRootlessKit(dir: string, context: PartContext): Promise<StackPart> {
	return localPart('rootlesskit', 'rootlesskit', dir, await localPrograms(dir, ['rootlesskit'], []), context)
}

async function localPrograms(dir: string, required: readonly string[], optional: readonly string[]) {
	const root = resolve(dir)
	const info = await stat(root).catch(() => undefined)
	if (!info?.isDirectory())
		throw new ArtifactFault('missing-program', `${root} is ${info ? 'no directory' : 'not there'}.`, {
			hint: 'Give the directory of binaries behind `local:`.',
		})
	const found = await findPrograms([root], [...required, ...optional])
	await assertPrograms([root], found, required, root)
	return found
}

const isPlugin = (name: string) => basename(name) === 'docker-buildx'

async function localPart(
	name: PartName,
	program: string,
	dir: string,
	found: Programs,
	context: PartContext,
): Promise<StackPart> {
	const { arch } = context
	const staging = join(context.cache.scratch, `local-${name}-${randomBytes(6).toString('hex')}`)
	await mkdir(staging, { recursive: true })
	try {
		const { programs, sums } = await staged(found, staging)
		const origins = [...programs.keys()].map((file): PartOrigin => {
			const source = `local:${relative(resolve(dir), found.get(file) ?? '') || file}`
			return {
				part: basename(file),
				provider: 'local',
				version: 'local',
				source,
				sha256: sums.get(file) ?? '',
			}
		})
		const plugin = [...programs].find(([file]) => isPlugin(file))
		return await buildPart(
			{
				name,
				directory: `${name}-local`,
				program,
				version: '',
				origins,
				...(plugin ? { cliPlugins: 'cli-plugins' } : {}),
				inputs: { name: `local ${name}`, arch, sums: [...sums] },
				fill: async (out) => {
					const own = new Map([...programs].filter(([file]) => !isPlugin(file)))
					await copyPrograms(own, join(out, 'bin'), arch, dir)
					if (plugin)
						await copyPrograms(new Map([['docker-buildx', plugin[1]]]), join(out, 'cli-plugins'), arch, dir)
				},
			},
			context,
		)
	} finally {
		await rm(staging, { recursive: true, force: true })
	}
}

/**
 * Copies the programs, then sums the copies: a maintainer's build may end while we read it, and what is recorded has to
 * be what the guest runs.
 */
async function staged(found: Programs, into: string) {
	const programs = new Map<string, string>()
	const sums = new Map<string, string>()
	for (const [index, [file, path]] of [...found].entries()) {
		const copy = join(into, String(index))
		await copyFile(path, copy, constants.COPYFILE_FICLONE)
		// Root's from now on: without what makes a program run as its owner.
		await chmod(copy, 0o755)
		programs.set(file, copy)
		sums.set(file, await sha256OfFile(copy))
	}
	return { programs, sums }
}
