import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'

/** Everybody may pass through. */
const MAY_PASS = 0o001

/**
 * Why a QEMU that gives up root cannot hand over its state, in words; undefined when it can. It connects to a socket below the
 * temporary directory, which it has to be able to enter: libpam-tmpdir, for one, makes one that only its user may.
 * @param temporary default: the process's
 */
export async function snapshotObstacle(
	temporary: string = tmpdir(),
	uid: number | undefined = process.getuid?.(),
): Promise<string | undefined> {
	if (uid !== 0) return undefined
	for (let path = resolve(temporary); ; path = dirname(path)) {
		if (((await stat(path)).mode & MAY_PASS) === 0)
			return 'QEMU gives up root, and may then not enter the temporary directory: TMPDIR is to name one that everybody may enter, such as /tmp'
		if (path === dirname(path)) return undefined
	}
}
