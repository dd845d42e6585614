import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** In development the API runs beside Vite; in use FastAPI serves the built files and the API. */
const API = process.env.TWIN_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  server: { host: "127.0.0.1", proxy: { "/api": { target: API, changeOrigin: true } } },
  build: {
    target: "es2023",
    // MapLibre alone is over Vite's default; the whole budget is held by a browser test.
    chunkSizeWarningLimit: 1500,
  },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
