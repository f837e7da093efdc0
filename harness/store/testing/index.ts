export { startRegistry } from './registry.ts'
export { programPath, type Service, startService } from './service.ts'
