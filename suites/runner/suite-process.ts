import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { configVariable, foundVariable } from '#results/plugins'
import { makeOwnedDirectory } from '#vm/host'
import type { CellFacts } from '../check/cell-facts.ts'
import { type Child, type ChildProgram, startChild } from './child-process.ts'

/** A process of the suites, with a home and a temporary directory of its own. */
export class SuiteProcess implements AsyncDisposable {
	readonly child: Child
	/** Its home and temporary directory lie in it. This process removes it, or the child when this one is gone. */
	readonly #scratch: string

	private constructor(child: Child, scratch: string) {
		this.child = child
		this.#scratch = scratch
	}

	static async start(program: ChildProgram): Promise<SuiteProcess> {
		const scratch = await makeOwnedDirectory('suites')
		await mkdir(join(scratch, 'home'))
		await mkdir(join(scratch, 'tmp'))
		const env = {
			PATH: process.env['PATH'],
			// testcontainers reads ~/.testcontainers.properties and locks in TMPDIR: both must be this cell's own.
			HOME: join(scratch, 'home'),
			TMPDIR: join(scratch, 'tmp'),
			LANG: 'C.UTF-8',
			NO_COLOR: '1',
			DOCKER_HOST: `unix://${dockerSocket(scratch)}`,
			TESTCONTAINERS_RYUK_DISABLED: 'true',
			// In a container it would ask the daemon for the gateway of its default bridge, which `bridge: none` has not.
			TESTCONTAINERS_HOST_OVERRIDE: 'localhost',
			[configVariable]: process.env[configVariable],
			[foundVariable]: process.env[foundVariable],
		}
		return new SuiteProcess(startChild(program, scratch, env), scratch)
	}

	/** Which daemon it speaks to is known only when it runs already. */
	async reaches(facts: CellFacts): Promise<void> {
		await symlink(facts.dockerSocket, dockerSocket(this.#scratch))
	}

	/** Idempotent. */
	async end(): Promise<void> {
		await this.child.kill()
		await rm(this.#scratch, { recursive: true, force: true, maxRetries: 3 })
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.end()
	}
}

const dockerSocket = (scratch: string) => join(scratch, 'docker.sock')
