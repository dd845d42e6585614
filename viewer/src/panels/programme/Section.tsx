import type { ReactNode } from "react";
import blocks from "./Subject.module.css";

interface SectionProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ title, aside, children }: SectionProps) {
  return (
    <section className={blocks.section}>
      <h4 className={blocks.sectionTitle}>
        {title}
        {aside && <small>{aside}</small>}
      </h4>
      {children}
    </section>
  );
}
