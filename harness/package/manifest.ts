import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The names of the packages that an install has, and may have. */
export async function readManifest(root: string): Promise<{
	readonly dependencies: readonly string[]
	readonly optionalDependencies: readonly string[]
}> {
	const { dependencies, optionalDependencies = {} } = JSON.parse(
		await readFile(join(root, 'package.json'), 'utf8'),
	) as { dependencies: Record<string, string>; optionalDependencies?: Record<string, string> }
	return { dependencies: Object.keys(dependencies), optionalDependencies: Object.keys(optionalDependencies) }
}
