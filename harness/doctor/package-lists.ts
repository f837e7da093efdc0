import { readdir } from 'node:fs/promises'

/** Whether apt has fetched any index of packages. */
export async function hasPackageLists(listsDir = '/var/lib/apt/lists'): Promise<boolean> {
	try {
		return (await readdir(listsDir)).some((name) => /_Packages(\.\w+)?$/.test(name))
	} catch {
		return false
	}
}
